package changes

import (
	"context"
	"slices"

	"zkweb/web/handlers/site"
	"zkweb/web/views/changes"
	"zkweb/zkconn/znode"
)

// restoreACL fills the form with the ACL that the znode had at a moment of the past, and shows the
// present one beside it. It fails with Denied if digests of the past ACL are hidden from the
// person.
func (h *Handlers) restoreACL(ctx context.Context, v site.Visit, moment string, page *changes.ACLPage) error {
	past, err := h.Past(v)
	if err != nil {
		return err
	}
	zxid, err := site.ReadMoment(ctx, past, moment)
	if err != nil {
		return err
	}
	then, _, err := past.At(ctx, zxid)
	if err != nil {
		return err
	}
	acl, _, err := then.GetACLs(ctx, v.Path)
	if err == nil && slices.ContainsFunc(acl, znode.ACL.Hidden) {
		err = &znode.Error{Kind: znode.Denied, Code: znode.CodeHistoryDigest}
	}
	then.Looked(v.Path, err)
	if err != nil {
		return err
	}
	page.Now, page.Rows = page.Rows, acl
	page.Restored, page.Unsaved = true, !slices.Equal(page.Now, acl)
	page.Console = v.SignIn.ConsoleEntries(append(slices.Clone(acl), page.Now...))
	return nil
}
