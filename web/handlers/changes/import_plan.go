package changes

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/web/handlers/site"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/walk"
	"zkweb/zkconn/znode"
)

const (
	// maxImport and maxImportBytes bound what is imported at once.
	maxImport      = 10_000
	maxImportBytes = 32 << 20
)

// importPlan is what an import does.
type importPlan struct {
	header      export.Header
	steps       []export.Step
	counts      map[export.Does]int
	fingerprint string
}

// planImport reads a file, and what is there, and says what an import of it does.
func (h *Handlers) planImport(ctx context.Context, c echo.Context, v site.Visit, upload *site.Upload, onto export.OnConflict) (*importPlan, error) {
	file, err := export.Open(upload, upload.Size)
	if err != nil {
		return nil, err
	}
	nodes, err := export.Collect(file, maxImport, maxImportBytes)
	if err != nil {
		return nil, err
	}
	if err := hasPlace(ctx, v, nodes); err != nil {
		return nil, err
	}
	sums := guard.Sums{Guard: v.Guard}
	steps, err := export.Plan(ctx, nodes, export.Target{
		Root: v.Path, OnConflict: onto,
		Reader:  h.Lasting(c, v).As(func(g *guard.Guard) walk.Reader { return guard.Sums{Guard: g} }),
		Sum:     func(at znode.Path, data []byte) ([]byte, error) { return sums.Sum(ctx, at, data, false) },
		May:     func(op znode.Op) error { return mayImport(v, op) },
		SameACL: tree.SameACL,
		ACL:     func() ([]znode.ACL, error) { return importACL(ctx, v) },
	})
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(export.Fingerprint(steps))
	plan := &importPlan{file.Header, steps, map[export.Does]int{}, hex.EncodeToString(sum[:])}
	for _, step := range steps {
		plan.counts[step.Does]++
	}
	return plan, nil
}

// hasPlace fails with NotFound where the import would lie below a znode that is not
// there. It may make the znode itself.
func hasPlace(ctx context.Context, v site.Visit, nodes []export.Node) error {
	at := v.Path
	if len(nodes) > 0 && nodes[0].Path.IsRoot() && !at.IsRoot() {
		at = at.Parent()
	}
	_, err := v.Guard.Exists(ctx, at)
	return err
}

// mayImport returns why a change is refused before it is tried.
func mayImport(v site.Visit, op znode.Op) error {
	full, err := v.Cluster.Chroot.Join(op.Path)
	if err != nil {
		return err
	}
	if segments := full.Segments(); len(segments) > 0 && segments[0] == "zookeeper" {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeImportSystem}
	}
	err = v.Guard.Would(op)
	if znode.CodeOf(err) == znode.CodeHoldsMask {
		return &znode.Error{Kind: znode.Invalid, Code: znode.CodeImportMasked, Cause: err}
	}
	return err
}

// importACL is the ACL of znodes whose own the file does not have: as that of one that is
// created by hand.
func importACL(ctx context.Context, v site.Visit) ([]znode.ACL, error) {
	above := v.Path
	if _, err := v.Guard.Exists(ctx, above); err != nil {
		above = above.Parent()
	}
	acl, err := aclBelow(ctx, v.Guard, above, v.Guard.Person.User)
	return acl.entries, err
}
