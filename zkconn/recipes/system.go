package recipes

import (
	"slices"
	"strconv"
	"strings"

	"zkweb/zkconn/znode"
)

// system is the state that a system keeps below a root, wherever that root is.
type system struct {
	name string
	// isRoot reports whether a znode with children of these names is the root. The names are in
	// byte order.
	isRoot func(names []string) bool
	rules  []rule
}

// rule is about the znodes at one place below the root.
type rule struct {
	at   string // names below the root: "*" matches any name, and "" is the root itself
	code string
	// tell adds what the data says. It reports what the data proves, whether or not the root was
	// seen. It is nil for a rule that depends on the root alone.
	tell func(*place) proof
}

// proof is what the data of a znode shows about the system that it seems to belong to.
type proof int

const (
	open   proof = iota // nothing: the root decides
	proven              // it belongs to the system, whatever the root is
	not                 // it is something else
)

// place is a znode below a system's root.
type place struct {
	Seen
	*Recipe
	root znode.Path
	on   []string // the names below the root
}

var systems = []system{kafka, solr, hbase, hadoop, hadoopGroups, yarn, storm, clickhouse, clickhouseDDL, clickhouseDatabase, keeperMap, keeperMapTables, patroni, dubbo, dubboCenter, bookkeeper, pulsar, ledgers, druid}

// severalSystems is the code of a znode that is the root of more than one system.
const severalSystems = "systems"

// rulesBy has the rules by the first name of their place, which is never "*".
var rulesBy = indexRules()

type ruleOf struct {
	system *system
	rule   *rule
	names  []string
}

func indexRules() map[string][]ruleOf {
	index := map[string][]ruleOf{}
	for i := range systems {
		for j := range systems[i].rules {
			if rule := &systems[i].rules[j]; rule.at != "" {
				names := strings.Split(rule.at, "/")
				index[names[0]] = append(index[names[0]], ruleOf{&systems[i], rule, names})
			}
		}
	}
	return index
}

// eachRule calls visit for each rule that may be about a znode, with the root that the rule
// implies. The root nearest to the znode comes last. It stops when visit returns false.
func eachRule(path znode.Path, visit func(of ruleOf, root znode.Path, on []string) bool) {
	segments, ancestors := path.Segments(), path.Ancestors()
	for i, name := range segments {
		for _, of := range rulesBy[name] {
			if on := segments[i:]; of.fits(on) && !visit(of, ancestors[i], on) {
				return
			}
		}
	}
}

func (r ruleOf) fits(on []string) bool { return fit(r.names, on) }

// fit reports whether a rule is about the names below the root.
func fit(rule, on []string) bool {
	return slices.EqualFunc(rule, on, func(want, name string) bool { return want == "*" || want == name })
}

// rootsAbove returns the roots that a znode may be below, judged by its path.
func rootsAbove(path znode.Path) []znode.Path {
	var roots []znode.Path
	eachRule(path, func(_ ruleOf, root znode.Path, _ []string) bool {
		if !slices.Contains(roots, root) {
			roots = append(roots, root)
		}
		return true
	})
	return roots
}

func recogniseSystem(seen Seen) *Recipe {
	var found *Recipe
	eachRule(seen.Path, func(of ruleOf, root znode.Path, on []string) bool {
		found = of.recognise(seen, root, on)
		return found == nil
	})
	if found == nil {
		found = recogniseRoot(seen)
	}
	return found
}

func (r ruleOf) recognise(seen Seen, root znode.Path, on []string) *Recipe {
	names, known := seen.names(root)
	isRoot := known && r.system.isRoot(names)
	if !isRoot && r.rule.tell == nil {
		return nil
	}
	p := &place{Seen: seen, Recipe: &Recipe{Of: r.system.name, Code: r.rule.code, Args: znode.Args{}}, root: root, on: on}
	said := open
	if r.rule.tell != nil {
		said = r.rule.tell(p)
	}
	if said == not || said == open && (!isRoot || r.isOthers(seen, on)) {
		return nil
	}
	return p.Recipe
}

// isOthers reports whether a znode has children, but none with a name that the system uses there.
// Beside Kafka's state, for example, /config may belong to anyone.
func (r ruleOf) isOthers(seen Seen, on []string) bool {
	names, _ := seen.names(seen.Path)
	keeps := false
	for _, below := range rulesBy[on[0]] {
		if below.system != r.system || len(below.names) != len(on)+1 || !fit(below.names[:len(on)], on) {
			continue
		}
		if name := below.names[len(on)]; name == "*" || slices.Contains(names, name) {
			return false
		}
		keeps = true
	}
	return keeps && len(names) > 0
}

// recogniseRoot recognises the root of one system, or of several that keep their state beside each
// other.
func recogniseRoot(seen Seen) *Recipe {
	names, known := seen.names(seen.Path)
	if !known {
		return nil
	}
	var found []*Recipe
	for _, system := range systems {
		if first := system.rules[0]; first.at == "" && system.isRoot(names) {
			found = append(found, &Recipe{Of: system.name, Code: first.code})
		}
	}
	switch len(found) {
	case 0:
		return nil
	case 1:
		return found[0]
	}
	all := make([]string, len(found))
	for i, one := range found {
		all[i] = one.Of
	}
	return &Recipe{Code: severalSystems, Args: znode.Args{"systems": strings.Join(all, ", ")}}
}

// json decodes the data into value, and reports whether the data is a JSON object.
func (p *place) json(value any) bool { return parseJSON(p.Data, value) }

// to adds a link to the znode with these names below the root.
func (p *place) to(rel Rel, names ...string) { p.link(rel, p.root, names...) }

// say adds an argument, unless value is empty.
func (p *place) say(name, value string) {
	if value != "" {
		p.Args[name] = value
	}
}

// text returns the data if it is one line of at most 256 bytes, without space around it; ""
// otherwise.
func (p *place) text() string {
	text := strings.TrimSpace(string(p.Data))
	if len(text) > 256 || strings.ContainsAny(text, "\n\x00") {
		return ""
	}
	return text
}

// ephemeral reports whether the znode is ephemeral.
func (p *place) ephemeral() bool { return p.Stat.CreateKind() == znode.Ephemeral }

// count adds a number as an argument.
func (p *place) count(name string, n int) { p.Args[name] = strconv.Itoa(n) }
