// Package sandbox is the rehearsal cloud: one TLS server on loopback that
// speaks Microsoft Entra's sign-in endpoints and the part of Microsoft Graph
// v1.0 that the set-up of an Entra application uses.
package sandbox
