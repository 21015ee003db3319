package changes

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views"
	"zkweb/web/views/changes"
	"zkweb/web/words"
	"zkweb/zkconn/payload/edit"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

// ReviewJSON says what saving a form would change.
type ReviewJSON struct {
	Review struct {
		Diff   *string     `json:"diff"`   // unified, of the decoded texts; null if they are not compared
		Syntax *SyntaxJSON `json:"syntax"` // null if the text's format has no syntax to check
		Same   bool        `json:"same"`   // saving would not change the data
		Before int         `json:"before"` // bytes
		After  int         `json:"after"`  // bytes

		FramesLost bool `json:"frames_lost,omitempty"` // frames beside the compressed text would be lost
	} `json:"review"`
}

// SyntaxJSON says whether a text was and is valid in its format.
type SyntaxJSON struct {
	Format format.Name `json:"format"`
	Was    bool        `json:"was"`
	Valid  bool        `json:"valid"`
	Line   int         `json:"line,omitempty"`   // of the error, from 1; omitted if unknown
	Column int         `json:"column,omitempty"` // of the error in characters, from 1; omitted if unknown
}

// change is the change of the present data by a form.
type change struct {
	form   nodeForm
	now    toSet
	data   []byte
	before string // the texts to compare, if texts is set
	after  string
	texts  bool // there are texts to compare
	syntax *SyntaxJSON
}

// reviewSet shows what saving a form would change, and changes nothing.
func (h *Handlers) reviewSet(ctx context.Context, c echo.Context, v site.Visit, path znode.Path, form nodeForm) error {
	now, form, err := toReview(ctx, v, path, form)
	if err == nil && form.format != "" {
		form.text, err = indented(form.text)
	}
	var changed change
	if err == nil {
		changed, err = changeOf(path, now, form)
	}
	switch {
	case err != nil && (now.stat == znode.Stat{}):
		return h.refuseSet(c, v, path, form, nil, err)
	case err != nil:
		return h.refuseSet(c, v, path, form, &now, err)
	case site.AsksJSON(c):
		return site.SendJSON(c, http.StatusOK, changed.json())
	}
	return site.Render(c, http.StatusOK, h.reviewPage(c, v, path, changed))
}

// toReview returns the present data for a review, and the form. It fails with Conflict if the form
// is about other data.
func toReview(ctx context.Context, v site.Visit, path znode.Path, form nodeForm) (toSet, nodeForm, error) {
	if form.review == reviewMerged {
		return merged(ctx, v, path, form)
	}
	now, err := seeToSet(ctx, v, path, form)
	if err != nil {
		return toSet{}, form, err
	}
	return now, form, form.isAbout(now.stat)
}

// seeToSet returns the present data to show, with secrets if the form shows them and is about the
// same data.
func seeToSet(ctx context.Context, v site.Visit, path znode.Path, form nodeForm) (toSet, error) {
	now, err := lookToSet(ctx, v, path, format.Name(form.encoding))
	if err != nil || form.revealed == "" || form.isAbout(now.stat) != nil {
		return now, err
	}
	return revealToSet(ctx, v, path, format.Name(form.encoding), form.reason)
}

// isAbout fails with Conflict unless a form is about the data of a stat.
func (f nodeForm) isAbout(stat znode.Stat) error {
	version, err := f.expectedVersion()
	if err != nil {
		return err
	}
	mzxid, err := f.expectedMzxid()
	switch {
	case err != nil:
		return err
	case version != stat.Version:
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeBadVersion}
	case mzxid != 0 && mzxid != stat.Mzxid:
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeMadeAnew}
	}
	return nil
}

// changeOf returns the change that a form makes. It fails like the change itself, as far as that
// can be known before.
func changeOf(path znode.Path, now toSet, form nodeForm) (change, error) {
	data, err := now.replaced(form)
	switch {
	case err != nil:
		return change{}, err
	case len(data) > session.MaxData:
		return change{}, site.TooMuchData()
	case mask.Holds(path, data):
		return change{}, &znode.Error{Kind: znode.Invalid, Code: znode.CodeHoldsMask, Args: znode.Args{"mask": mask.Text}}
	}
	changed := change{form: form, now: now, data: data}
	changed.compare(path)
	return changed, nil
}

// compare sets the texts to compare: the decoded texts or, if one cannot be shown, the bytes in
// hex.
func (c *change) compare(path znode.Path) {
	if c.now.unread != nil || c.now.secrets && c.now.refusal != nil {
		return
	}
	before, after := c.now.text, edit.Text{}
	err := c.now.refusal
	if err == nil {
		after, err = edit.Open(path, c.data, before.Encoding)
		if err != nil {
			after, err = edit.Open(path, c.data, "")
		}
	}
	if err != nil || hasControls(before.Text) || hasControls(after.Text) {
		before, _ = edit.Open(path, c.now.data, edit.Hex)
		after, _ = edit.Open(path, c.data, edit.Hex)
	}
	if max(len(before.Text), len(after.Text)) > MaxTextBox {
		return
	}
	c.before, c.after, c.texts = before.Text, after.Text, true
	c.syntax = syntaxOf(path, before, after)
}

// syntaxOf checks two texts in the format of the first or, if that has no syntax to check, of the
// second. It returns nil if neither format has one.
func syntaxOf(path znode.Path, before, after edit.Text) *SyntaxJSON {
	if before.Encoding == edit.Hex || after.Encoding == edit.Hex {
		return nil
	}
	was, is := format.Read(path, []byte(before.Text)), format.Read(path, []byte(after.Text))
	name := was.Checked()
	if name == "" || after.Text == "" {
		if name = is.Checked(); name == "" {
			return nil
		}
	}
	now := is.Check(name)
	return &SyntaxJSON{Format: name, Was: was.Check(name).Valid, Valid: now.Valid, Line: now.Line, Column: now.Column}
}

func (c *change) same() bool {
	return c.now.unread == nil && !c.now.secrets && bytes.Equal(c.data, c.now.data) && (c.data == nil) == (c.now.data == nil)
}

func (c *change) json() ReviewJSON {
	var shown ReviewJSON
	if c.texts {
		diff := site.UnifiedDiff(c.before, c.after)
		shown.Review.Diff = &diff
	}
	shown.Review.Syntax, shown.Review.Same = c.syntax, c.same()
	shown.Review.Before, shown.Review.After = int(c.now.stat.DataLength), len(c.data)
	shown.Review.FramesLost = c.losesFrames()
	return shown
}

func (h *Handlers) reviewPage(c echo.Context, v site.Visit, path znode.Path, changed change) changes.ReviewPage {
	page := changes.ReviewPage{
		Shell: h.Shell(c, v.Cluster.Name), Form: typedForm(changed.form), Path: path, Stat: &changed.now.stat,
		Before: int(changed.now.stat.DataLength), After: len(changed.data),
	}
	page.Version, page.Mzxid = changed.now.stat.Version, changed.now.stat.Mzxid
	page.Approval = needsApproval(v, path)
	page.Diff, page.Note = changed.lines(page.Words)
	page.Syntax, page.Broken = changed.syntax.says(page.Words)
	switch {
	case changed.form.uploaded:
		page.File, page.Text, page.Encoding, page.Compression = true, hex.EncodeToString(changed.data), string(edit.Hex), ""
	case changed.form.null == "1":
	default:
		page.CanFormat = changed.canFormat()
		if changed.now.refusal == nil {
			page.AsRead = asRead(changed.written())
			page.FramesLost = changed.losesFrames()
		}
	}
	return page
}

// losesFrames reports whether saving would lose frames beside the compressed text.
func (c *change) losesFrames() bool {
	return !c.form.uploaded && c.form.null != "1" && c.now.refusal == nil && c.now.text.Beside && !c.same()
}

// written returns the encoding and compression in which the text is saved.
func (c *change) written() edit.Text {
	written := c.now.text
	if c.form.encoding != "" && format.Name(c.form.encoding) != written.Encoding {
		written.Encoding, written.Guessed = format.Name(c.form.encoding), false
	}
	if c.form.compression != "" {
		written.Compression = format.Name(c.form.compression)
	}
	return written
}

// lines returns the lines of the diff, or a note that explains why there are none.
func (c *change) lines(w *words.Words) ([]views.DiffLine, string) {
	switch {
	case c.same():
		return nil, w.Review.Same
	case !c.texts:
		return nil, w.Review.NotCompared
	case c.data == nil && c.before == "":
		return nil, w.Review.Null
	case c.before == c.after:
		return nil, w.Review.SameText
	}
	lines, err := site.TextDiff(c.before, c.after)
	if err != nil {
		return nil, w.Review.NotCompared
	}
	return lines, ""
}

// says returns a sentence about the syntax, "" for none, and whether the text is invalid now.
func (s *SyntaxJSON) says(w *words.Words) (sentence string, broken bool) {
	if s == nil {
		return "", false
	}
	label := w.Views[string(s.Format)]
	switch {
	case s.Was && !s.Valid:
		return w.Review.Broken(label, known(s.Line), known(s.Column)), true
	case s.Was:
		return w.Review.Valid(label), false
	case s.Valid:
		return w.Review.ValidNow(label), false
	}
	return "", false
}

// known returns a number as text; "" for 0.
func known(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (c *change) canFormat() bool {
	if c.syntax == nil || c.syntax.Format != format.JSON || !c.syntax.Valid {
		return false
	}
	laid, err := indented(c.form.text)
	return err == nil && strings.ReplaceAll(laid, "\r\n", "\n") != strings.ReplaceAll(c.form.text, "\r\n", "\n")
}

// indented reformats JSON. It only changes white space.
func indented(text string) (string, error) {
	body, marked := strings.CutPrefix(text, format.ByteOrderMark)
	end := body[len(strings.TrimRight(body, " \t\r\n")):]
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(body[:len(body)-len(end)]), "", "  "); err != nil {
		return "", &znode.Error{Kind: znode.Invalid, Code: znode.CodeNotJSON, Cause: err}
	}
	if marked {
		return format.ByteOrderMark + strings.TrimLeft(out.String(), " \t\r\n") + end, nil
	}
	return strings.TrimLeft(out.String(), " \t\r\n") + end, nil
}

// compare compares a form with the present data, if they cannot be merged.
func compare(w *words.Words, now toSet, form nodeForm) *changes.DataNow {
	if form.uploaded {
		return &changes.DataNow{Note: w.Set.FileReplaces}
	}
	data, err := now.replaced(form)
	if err != nil || now.noText != nil {
		return &changes.DataNow{Note: w.Set.NotComparable}
	}
	changed := change{form: form, now: now, data: data}
	changed.compare(znode.Root)
	if changed.texts && changed.before == changed.after {
		return &changes.DataNow{Same: true}
	}
	lines, _ := changed.lines(w)
	if lines == nil {
		return &changes.DataNow{Note: w.Set.NotComparable}
	}
	return &changes.DataNow{Diff: lines}
}
