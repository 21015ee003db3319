package words

// Quota is the page of a znode's quota.
type Quota struct {
	DocumentTitle                      func(node string) string
	Title                              string
	Used                               func(count, bytes int64) string
	Above, Below                       string // a path follows
	None                               string
	Now                                string // a heading: what others have set meanwhile
	Count, Bytes, HardCount, HardBytes string // labels
	Hint                               string
	Save                               string
	Saved                              string // just now
}
