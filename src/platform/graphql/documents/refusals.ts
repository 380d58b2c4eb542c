import { ApiException } from '../../http/api.exception.js';

/** A hash that no manifest has. Message and code are Apollo's, so that its clients know them. */
export class DocumentNotFoundException extends ApiException {
  constructor() {
    super({ status: 400, code: 'PERSISTED_QUERY_NOT_FOUND', message: 'PersistedQueryNotFound' });
  }
}

/** Where only listed documents are executed. */
export class DocumentNotTrustedException extends ApiException {
  constructor() {
    super({
      status: 400,
      code: 'DOCUMENT_NOT_TRUSTED',
      message: 'Only documents of a manifest are executed: add this one, or name one by its hash.',
    });
  }
}

/** A name that is malformed, or that is not the one of the document beside it. */
export class MalformedDocumentNameException extends ApiException {
  constructor(message: string) {
    super({ status: 400, code: 'BAD_REQUEST', message });
  }
}
