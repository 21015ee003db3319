package words

// Quota is the page of a znode's quota.
type Quota struct {
	DocumentTitle                      func(node string) string
	Title                              string
	Used                               func(count, bytes int64) string
	Above, Below                       string // the path of the other quota follows
	None                               string
	Now                                string // heading of the quota that others have set in the meantime
	Count, Bytes, HardCount, HardBytes string // labels
	Hint                               string
	Save                               string
	Saved                              string // if the reader has just saved it
}
