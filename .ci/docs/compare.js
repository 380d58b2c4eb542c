import assert from 'node:assert/strict';

/** Compares an output with what a document shows; `…` stands for anything. */
export function compare(language, shown, output) {
  if (language === 'json') {
    assert.deepEqual(JSON.parse(output), JSON.parse(shown));
  } else {
    const pattern = shown.split('…').map(escape).join('[^]*?');
    assert.match(output.trim(), new RegExp(pattern));
  }
}

function escape(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
