package words

// Compare is the pages that compare znodes.
type Compare struct {
	Title   string // of the page, its tab and its button
	With    string // label of the other znode
	Hint    string // how it is written
	Others  string // the same znode elsewhere: links follow
	SignIn  string // leads to the other cluster's sign-in
	Results string // names the list of what differs

	Seen      func(equal, different, onlyLeft, onlyRight int) string // how far it is
	Hidden    func(paths int) string                                 // that could not be compared
	Only      map[string]string                                      // by the side that has it
	Differs   string                                                 // the parts follow
	Unknown   map[string]string                                      // by the side that hides it
	Parts     map[string]string
	Same      string // of two ACLs
	Different string

	Data        string // heading of the lines
	DataSame    string
	DataHidden  string // secrets that differ look the same
	NoText      string // in place of the lines
	SameText    string // likewise
	NullOrEmpty string // likewise
	TooLong     string
	Upload      string // heading of the form that compares with a file
	UploadLabel string
	UploadHint  string
	UploadTo    string                                                 // its button
	File        func(name, of string) string                           // which file is compared with
	FileOther   func(name string) string                               // likewise, of a format that does not say
	Taken       string                                                 // when it was exported: the time follows
	SeenFile    func(equal, different, onlyLeft, onlyRight int) string // as Seen, of a file
	OnlyFile    map[string]string                                      // as Only, of a file

	Below string // leads to the comparison of all below
}
