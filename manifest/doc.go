// Package manifest builds Microsoft Teams app packages for Totara, and judges
// any others.
package manifest
