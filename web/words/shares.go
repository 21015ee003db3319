package words

// Shares is the pages about links by which somebody without a sign-in sees a znode.
type Shares struct {
	Title, Make, MakeNow, Made string
	About                      string
	Hours                      func(most int) string                               // label
	With                       string                                              // label
	Once, Until                string                                              // a time follows Until
	None, Of, By, Revoke       string                                              // the name of the owner follows By
	Shown                      string                                              // above what a link shows
	Stat                       func(version int, size string, children int) string // the time of the last change follows
	Masked, NoText, Cut, Same  string
}
