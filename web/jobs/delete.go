package jobs

import (
	"context"

	"zkweb/zkconn/tree"
	"zkweb/zkconn/znode"
)

// KindDelete is the kind of jobs that delete all at and below some znodes.
const KindDelete = "delete"

// DeleteParams are the parameters of such a job.
type DeleteParams struct {
	Paths []string `json:"paths"`
}

// deleteBelow is the Work of KindDelete.
func deleteBelow(ctx context.Context, run *Run) error {
	var params DeleteParams
	if err := run.Params(&params); err != nil {
		return err
	}
	if err := run.ReportDeleted(ctx); err != nil {
		return err
	}
	for _, text := range params.Paths {
		path, err := znode.ParsePath(text)
		if err != nil {
			return err
		}
		err = tree.Delete(ctx, run, run, path, func(fates []tree.Fate) error {
			lines := make([]Line, len(fates))
			for i, fate := range fates {
				lines[i] = DeletedLine(fate)
			}
			return run.Report(ctx, lines...)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// DeletedLine returns the line for a fate.
func DeletedLine(fate tree.Fate) Line {
	line := Line{Path: fate.Path.String(), Outcome: Changed}
	switch {
	case fate.Gone:
		line.Outcome = Gone
	case fate.Written:
		line.Code = znode.CodeWrittenMeanwhile
	case fate.Err != nil:
		line.Outcome = NotChanged
		if why := why(fate.Err); why != nil {
			line.Code, line.Args = why.Code, why.Args
		}
		if line.Code == znode.CodeHasUndeleted {
			line.Outcome = Left
		}
	}
	return line
}
