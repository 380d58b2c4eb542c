import { Injectable } from '@nestjs/common';
import { Settings, type TrustedDocumentsMode } from '../../config/settings.js';
import { hashOf, readDocuments } from './manifest.js';
import { readDocumentName, withoutName, type DocumentParameters } from './named-document.js';
import {
  DocumentNotFoundException,
  DocumentNotTrustedException,
  MalformedDocumentNameException,
} from './refusals.js';

/** Which documents may be named by their hash, or executed at all, whichever transport brings them. */
@Injectable()
export class TrustedDocuments {
  /** False where each request brings its document, and any is executed. */
  readonly isOn: boolean;
  readonly #mode: TrustedDocumentsMode;
  readonly #byHash: ReadonlyMap<string, string>;
  readonly #texts: ReadonlySet<string>;

  /** @throws UnusableOperationsError */
  constructor({ trustedDocuments, operationsFolder }: Settings) {
    this.#mode = trustedDocuments;
    this.isOn = trustedDocuments !== 'off';
    this.#byHash = this.isOn ? readDocuments(operationsFolder) : new Map();
    this.#texts = new Set(this.#byHash.values());
  }

  /**
   * The parameters of a request, with the document in the place of its name. A request that has
   * neither stays as it is.
   *
   * @throws ApiException where the document is not known, or not trusted
   */
  resolve<Parameters extends DocumentParameters>(
    parameters: Parameters,
  ): Omit<Parameters, 'documentId'> {
    if (!this.isOn) return parameters;
    const name = readDocumentName(parameters);
    const { query } = parameters;
    if (typeof query === 'string' && query !== '') {
      this.#judge(query, name);
      return name === undefined ? parameters : withoutName(parameters);
    }
    if (name === undefined) return parameters;
    const document = this.#byHash.get(name);
    if (document === undefined) throw new DocumentNotFoundException();
    return { ...withoutName(parameters), query: document };
  }

  /** A text that comes with its hash is never remembered. */
  #judge(query: string, name: string | undefined): void {
    if (name !== undefined && hashOf(query) !== name) {
      throw new MalformedDocumentNameException('provided sha does not match query');
    }
    if (this.#mode === 'only' && !this.#texts.has(query)) throw new DocumentNotTrustedException();
  }
}
