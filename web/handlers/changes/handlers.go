// Package changes handles the forms that change znodes: set, create, delete, copy, move, import,
// bring back, ACLs, quotas and transactions. It starts a job for what is too much for one request.
package changes

import (
	"time"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// Bounds of the forms with data that are read at the same time. Each can take several times
// MaxBytes of memory, for as long as UploadTime.
const (
	maxUploads          = 16
	maxUploadsPerPerson = 4
	maxUnsent           = 2 // from people who are no longer signed in; their text is given back
)

// Bounds of the walks that run at the same time.
const (
	maxWalks          = 16
	maxWalksPerPerson = 2
)

// UploadTime is how long a browser may take to send a form with data.
const UploadTime = time.Minute

// Handlers handles changes of znodes.
type Handlers struct {
	*site.Site
	Uploads    *site.Quota
	UploadWait time.Duration // how long a form waits until others have been read

	held  heldFiles
	walks *site.Quota // walks of all below a znode

	unsent chan struct{} // a semaphore of capacity maxUnsent for large forms from people who are not signed in
}

// New returns the handlers of a site.
func New(s *site.Site) *Handlers {
	return &Handlers{
		Site: s, UploadWait: 10 * time.Second,
		Uploads: site.NewQuota(maxUploads, maxUploadsPerPerson, znode.CodeUploadsFull, znode.CodeUploadsTooMany),
		walks:   site.NewQuota(maxWalks, maxWalksPerPerson, znode.CodeFindsFull, znode.CodeFindsTooMany),
		unsent:  make(chan struct{}, maxUnsent),
	}
}
