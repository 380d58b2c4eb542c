// jwks-rsa requires jose, an ES module. From Node 24.9 on Jest can do that, but not while it links a
// test that imports jose as well. Loading it first avoids both.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- only CommonJS is loaded before
require('jwks-rsa');
