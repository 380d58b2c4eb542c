const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** The status of a complete answer; undefined while more is to come. */
export function readAnswer(bytes) {
  const end = bytes.indexOf(HEAD_END);
  if (end === -1) return undefined;
  const head = bytes.latin1Slice(0, end);
  const isComplete = isBodyComplete(head, bytes, end + HEAD_END.length);
  return isComplete ? { status: Number(head.slice(9, 12)) } : undefined;
}

function isBodyComplete(head, bytes, bodyAt) {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (length) return bytes.length >= bodyAt + Number(length[1]);
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return true;
  return bytes.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
}
