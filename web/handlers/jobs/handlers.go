// Package jobs shows long work that goes on in the background, and takes the forms
// that pause, cancel and resume it.
package jobs

import "zkweb/web/handlers/site"

// Handlers shows jobs.
type Handlers struct{ *site.Site }
