// Package undo takes changes back, from their entries in the trail.
package undo

import "zkweb/web/handlers/site"

// Handlers shows how a change would be taken back, and does it.
type Handlers struct{ *site.Site }
