/**
 * @generated SignedSource<<20407b0b5e20e3b233f7a9caf79397e3>>
 * @relayHash 42a993451444c21c2fd0b5aef2ca3563
 * @lightSyntaxTransform
 */

/* eslint-disable */

'use strict';

// @relayRequestID 13e4b19aa65f74eb4ccc3c199495dca284a59813f16d4562ea4f4b81546fb2fd

var node = (function(){
var v0 = [
  {
    "alias": null,
    "args": null,
    "concreteType": "User",
    "kind": "LinkedField",
    "name": "me",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "id",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "name",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "email",
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": [],
    "kind": "Fragment",
    "metadata": null,
    "name": "viewerQuery",
    "selections": (v0/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [],
    "kind": "Operation",
    "name": "viewerQuery",
    "selections": (v0/*:: as any*/)
  },
  "params": {
    "id": "13e4b19aa65f74eb4ccc3c199495dca284a59813f16d4562ea4f4b81546fb2fd",
    "metadata": {},
    "name": "viewerQuery",
    "operationKind": "query",
    "text": null
  }
};
})();

node.hash = "824f28c918ccdf8e173b6660ed30ca4b";

export default node;
