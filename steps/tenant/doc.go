// Package tenant says who we are to Microsoft and what a tenant can be asked,
// in plain structs of our own.
//
// It holds three things and no network code:
//
//   - the clouds ([Cloud]): the hosts of sign-in, Microsoft Graph and Azure
//     Resource Manager, Microsoft's own ones and those of a cloud file;
//   - the nouns of a directory ([Application], [Principal], [Grant],
//     [Password] …), named and shaped as Microsoft Graph v1.0 names them, with
//     only the properties that this program reads or manages;
//   - the questions ([Directory] and its parts) and how they can fail
//     ([Error]).
//
// The packages graph and arm are the adapters that turn these into requests of
// Microsoft's SDKs; steps never see an SDK type. A property that a struct here
// lacks is one that this program neither compares nor writes, which is how a
// setting made by hand in the portal survives.
package tenant
