package words

// Compare is the pages that compare znodes.
type Compare struct {
	Title   string // of the page, its tab and its button
	With    string // label of the other znode
	Hint    string // explains how to write the other znode
	Others  string // links to the same path in other clusters follow
	SignIn  string // a link to the sign-in of the other cluster
	Results string // the name of the list of differences

	Seen      func(equal, different, onlyLeft, onlyRight int) string // the progress
	Hidden    func(paths int) string                                 // paths that could not be compared
	Only      map[string]string                                      // by the side that has the znode
	Differs   string                                                 // what differs follows
	Unknown   map[string]string                                      // by the side on which it is hidden
	Parts     map[string]string
	Same      string // about two ACLs
	Different string

	Data        string // heading of the compared lines
	DataSame    string
	DataHidden  string // explains that different secrets look the same
	NoText      string // shown instead of the lines
	SameText    string // shown instead of the lines
	NullOrEmpty string // shown instead of the lines
	TooLong     string
	Upload      string // heading of the form that compares with a file
	UploadLabel string
	UploadHint  string
	UploadTo    string                                                 // label of its button
	File        func(name, of string) string                           // the file of the comparison
	FileOther   func(name string) string                               // the same for the format of another tool
	Taken       string                                                 // the time of the export follows
	SeenFile    func(equal, different, onlyLeft, onlyRight int) string // Seen for a comparison with a file
	OnlyFile    map[string]string                                      // Only for a comparison with a file

	Below string // a link to the comparison of everything below
}
