// Package schema knows what the published Teams app manifest schemas say.
package schema
