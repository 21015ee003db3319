package changes

import (
	"context"
	"errors"

	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/payload/edit"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/znode"
)

// toSet is the present data of a znode that a form replaces.
type toSet struct {
	data    []byte    // with masked secrets, unless they were revealed; nil if it cannot be read
	text    edit.Text // of data; that of a new znode if data is not text
	stat    znode.Stat
	secrets bool  // some secrets in data are masked
	noText  error // why a text box cannot show the data; nil if it can
	unread  error // why data could not be read; nil if it was
	refusal error // why text cannot replace the data; nil if it can
}

// readToSet reads the present data for a form. The person may lack permission to read the data,
// since a file can still replace it. encoding is tried first.
func readToSet(ctx context.Context, v site.Visit, path znode.Path, encoding format.Name) (toSet, error) {
	masked, stat, err := v.Guard.GetMasked(ctx, path, 0)
	if err != nil {
		return unreadToSet(ctx, v, path, err)
	}
	now := textToSet(path, masked.Data, masked.Binary, encoding)
	now.stat, now.secrets = stat, masked.Count > 0
	return now, nil
}

// lookToSet is like readToSet, for data that is shown: it records the look.
func lookToSet(ctx context.Context, v site.Visit, path znode.Path, encoding format.Name) (toSet, error) {
	now, err := readToSet(ctx, v, path, encoding)
	v.Guard.Looked(path, errors.Join(err, now.unread))
	return now, err
}

func unreadToSet(ctx context.Context, v site.Visit, path znode.Path, refusal error) (toSet, error) {
	stat, err := site.StatWithoutData(ctx, v.Guard, path, refusal)
	if err != nil {
		return toSet{}, err
	}
	kind := znode.Invalid
	if znode.KindOf(refusal) == znode.Denied {
		kind = znode.Denied
	}
	unread := &znode.Error{Kind: kind, Code: znode.CodeDataUnread, Cause: refusal}
	return toSet{text: edit.New(), stat: stat, noText: unread, unread: refusal, refusal: unread}, nil
}

// revealToSet is like readToSet, with the secrets: it records the reveal.
func revealToSet(ctx context.Context, v site.Visit, path znode.Path, encoding format.Name, reason string) (toSet, error) {
	data, stat, err := v.Guard.Reveal(ctx, path, reason)
	if err != nil {
		return toSet{}, err
	}
	now := textToSet(path, data, false, encoding)
	now.stat = stat
	return now, nil
}

// keepToSet returns the data that the text of a form replaces, with secrets if the form shows them.
// It shows nothing, so it records nothing.
func keepToSet(ctx context.Context, v site.Visit, path znode.Path, form nodeForm) (toSet, error) {
	encoding := format.Name(form.encoding)
	if form.revealed == "" || v.Guard.Decide(people.Reveal, path) != people.Allowed {
		return readToSet(ctx, v, path, encoding)
	}
	data, stat, err := v.Guard.Kept(ctx, path)
	if err != nil {
		return unreadToSet(ctx, v, path, err)
	}
	now := textToSet(path, data, false, encoding)
	now.stat = stat
	return now, nil
}

// textToSet returns data that was read as a toSet. Data that is not text can only be replaced by a
// file or by bytes. Text that a text box cannot show unchanged can also be replaced by the text of
// a script. If data is not valid in the encoding, its own encoding is used.
func textToSet(path znode.Path, data []byte, binary bool, encoding format.Name) toSet {
	now := toSet{data: data, text: edit.New()}
	text, err := edit.Open(path, data, encoding)
	if err != nil {
		text, err = edit.Open(path, data, "")
	}
	if binary { // data is a masked form here
		err = &znode.Error{Kind: znode.Invalid, Code: znode.CodeDataNotText}
	}
	if err != nil {
		now.noText, now.refusal = err, err
		return now
	}
	now.text = text
	if why := whyNoTextBox(text); why != nil {
		now.noText = why
	}
	return now
}

// replaced returns the data that a form stores in place of the present data.
func (n toSet) replaced(form nodeForm) ([]byte, error) {
	if !form.uploaded && form.null != "1" {
		if !form.typed {
			return nil, &znode.Error{Kind: znode.Invalid, Code: znode.CodeFormEmpty}
		}
		if n.refusal != nil && form.encoding != string(edit.Hex) {
			return nil, n.refusal
		}
	}
	return form.data(n.text)
}
