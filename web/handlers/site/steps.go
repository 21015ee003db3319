package site

import (
	"errors"

	"zkweb/auth/guard"
	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

const (
	// MaxSteps is how many of several changes are shown with both sides.
	MaxSteps = 20
	// maxCompared is the length in bytes up to which texts are compared line by line: as much as a
	// text box holds.
	maxCompared = 64 << 10
)

// OpNames has the names of ops in URLs, JSON and words.
var OpNames = map[znode.OpKind]string{
	znode.OpSet: "set", znode.OpCreate: "create", znode.OpDelete: "delete", znode.OpSetACL: "acl", znode.OpCheck: "check",
}

// StepOf returns an op as pages show it. there reports whether its znode exists.
func StepOf(w words.Step, op znode.Op, sides guard.Sides, there bool) views.Step {
	step := views.Step{Op: OpNames[op.Kind], Path: op.Path, NowACL: sides.NowACL, ThenACL: sides.ThenACL}
	if op.Kind == znode.OpSetACL || op.Kind == znode.OpCheck {
		return step
	}
	step.Hidden = sides.Now.Masked.Count > 0 || sides.Then.Masked.Count > 0
	step.Diff, step.Note = difference(w, there, op.Kind != znode.OpDelete, sides)
	return step
}

// difference returns what would change, line by line, or a note instead.
func difference(w words.Step, now, then bool, sides guard.Sides) (lines []views.DiffLine, note string) {
	switch {
	case now && then && sides.Now.Same(sides.Then):
		return nil, w.Same
	case now && !sides.Now.IsText, then && !sides.Then.IsText, max(len(sides.Now.Text), len(sides.Then.Text)) > maxCompared:
		return nil, w.NoText
	}
	lines, err := LinesDiff(sides.Now, sides.Then)
	if err != nil {
		return nil, w.NoText
	}
	if len(lines) == 0 {
		if now && then {
			return nil, w.SameText
		}
		return nil, w.Empty
	}
	return lines, ""
}

// StepsOf returns planned ops as pages show them. Only the first most have both sides; the others
// have only their known problems.
func StepsOf(w *words.Words, previews []guard.Preview, most int) []views.Step {
	steps := make([]views.Step, len(previews))
	for i, preview := range previews {
		op := preview.Op
		if i < most && preview.Unseen == nil {
			steps[i] = StepOf(w.Step, op, preview.Sides, preview.There)
		} else {
			steps[i] = views.Step{Op: OpNames[op.Kind], Path: op.Path}
		}
		if preview.Unseen != nil {
			steps[i].Note = w.Error(preview.Unseen)
		}
		steps[i].Facts = factsOf(w, op)
		if preview.Err != nil && !errors.Is(preview.Err, preview.Unseen) {
			steps[i].Problem = w.Error(preview.Err)
		}
	}
	return steps
}

// factsOf returns facts about an op that its sides do not show.
func factsOf(w *words.Words, op znode.Op) []string {
	switch {
	case op.Kind == znode.OpCreate:
		facts := []string{w.Create.Modes[modeNames[op.Mode]]}
		if op.TTL > 0 {
			facts = append(facts, w.Step.TTL(views.Count(int(op.TTL.Milliseconds()))))
		}
		return facts
	case op.Version == znode.AnyVersion:
		return nil
	case op.Kind == znode.OpSetACL:
		return []string{w.Step.Aversion(views.Decimal(op.Version))}
	}
	return []string{w.Step.Version(views.Decimal(op.Version))}
}

// modeNames has the names of the modes of new znodes in forms and words.
var modeNames = map[znode.CreateMode]string{
	znode.ModePersistent: "persistent", znode.ModeSequential: "sequential", znode.ModeEphemeral: "ephemeral",
	znode.ModeEphemeralSequential: "ephemeral_sequential", znode.ModeContainer: "container", znode.ModeTTL: "ttl",
}
