/** The bytes of one request to the endpoint. */
export function post(port, body, token) {
  const text = JSON.stringify(body);
  const authorization = token ? `Authorization: Bearer ${token}\r\n` : '';
  return (
    `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n` +
    `Accept: application/json\r\n${authorization}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
  );
}
