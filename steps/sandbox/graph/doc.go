// Package graph is the Microsoft Graph of the rehearsal cloud.
package graph
