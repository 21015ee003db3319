package mask

import (
	"regexp"
	"strings"
)

// isBlockLabel reports whether a name is the label of a Terraform block that contains no value:
// variable "db_password" {.
func (l *lineMask) isBlockLabel(name span) bool {
	if !blockBefore.MatchString(l.line[:name.start]) || !blockBehind.MatchString(l.line[name.end:]) {
		return false
	}
	body, _, ended := strings.Cut(l.after[:min(len(l.after), maxBlock)], "\n}")
	return (ended || len(l.after) <= maxBlock) && !blockValue.MatchString(l.line[name.end:]+body)
}

// isExpression reports whether a name is part of an expression for several names, as in
// ShardingSphere's ds.t_token_${0..1}.
func (l *lineMask) isExpression(name span) bool {
	return l.line[name.end-1] == '$' && expression.MatchString(l.line[name.end:min(len(l.line), name.end+maxHarmless)])
}

const maxBlock = 4096 // bytes

var (
	expression  = regexp.MustCompile(`^(?:->)?\{[^{}"'=:]*\}(?:[\s,"']|$)`)
	blockBefore = regexp.MustCompile(`^(?:variable|output|data|resource|ephemeral)\s+"(?:[\w\-]+"\s+")?$`)
	blockBehind = regexp.MustCompile(`^(?:"\s+"[\w\-]+)?"\s*\{`)
	blockValue  = regexp.MustCompile(`[{\s](?:default|value|result|content|data|plaintext|[a-z_]*data)\s*=\s*(?:"[^"$]|[{\[<\d])`)
)
