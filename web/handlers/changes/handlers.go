// Package changes takes the forms that change znodes: set, create, delete, copy, move,
// import, bring back, ACLs, quotas and transactions. What is more than a request can do it
// starts as a job.
package changes

import (
	"time"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/znode"
)

// The bounds of forms with a znode's data that are read at the same time: each
// can take several times MaxBytes of memory, and UploadTime.
const (
	maxUploads          = 16
	maxUploadsPerPerson = 4
	maxUnsent           = 2 // of people who are not signed in any more: their text is given back
)

// How many walks over what is to be changed run at the same time.
const (
	maxWalks          = 16
	maxWalksPerPerson = 2
)

// UploadTime is how long a browser may take to send a form with a file.
const UploadTime = time.Minute

// Handlers changes znodes.
type Handlers struct {
	*site.Site
	Uploads    *site.Quota
	UploadWait time.Duration // for others to be read

	held  heldFiles
	walks *site.Quota // over what lies below a znode

	unsent chan struct{} // has room for the large forms that are being read of people who are not signed in
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
