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

// toSet is what is there to be replaced.
type toSet struct {
	data    []byte    // secrets masked unless they were revealed; nil when it cannot be read
	text    edit.Text // that data says; of no text at all, what a new znode's would be
	stat    znode.Stat
	secrets bool  // some of data is masked
	noText  error // why no text box is offered for it; nil when one is
	unread  error // why data is not there; nil when it is
	refusal error // of a text in its place; nil when one may take it
}

// readToSet reads what a form begins with. It does without the data where it may not be
// read: a file can still take its place. The data is read in an encoding, where it can be.
func readToSet(ctx context.Context, v site.Visit, path znode.Path, encoding format.Name) (toSet, error) {
	masked, stat, err := v.Guard.GetMasked(ctx, path, 0)
	if err != nil {
		return unreadToSet(ctx, v, path, err)
	}
	now := textToSet(path, masked.Data, masked.Binary, encoding)
	now.stat, now.secrets = stat, masked.Count > 0
	return now, nil
}

// lookToSet is like readToSet, for somebody to see: the look goes on record.
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

// revealToSet is like readToSet, with the secrets: the reveal goes on record.
func revealToSet(ctx context.Context, v site.Visit, path znode.Path, encoding format.Name, reason string) (toSet, error) {
	data, stat, err := v.Guard.Reveal(ctx, path, reason)
	if err != nil {
		return toSet{}, err
	}
	now := textToSet(path, data, false, encoding)
	now.stat = stat
	return now, nil
}

// keepToSet returns what a form's text takes the place of, of which nothing is shown: with
// its secrets where the form has them.
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

// textToSet looks at data that can be read. What is no text can be replaced by a
// file or by bytes alone; text that no text box would give back as it is, by a
// script's text as well. What cannot be read in the encoding is read in its own.
func textToSet(path znode.Path, data []byte, binary bool, encoding format.Name) toSet {
	now := toSet{data: data, text: edit.New()}
	text, err := edit.Open(path, data, encoding)
	if err != nil {
		text, err = edit.Open(path, data, "")
	}
	if binary { // the data itself is not here
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

// replaced returns the data that a form stores in the place of what is there.
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
