package recipes

import (
	"slices"
	"strconv"
	"strings"

	"zkweb/zkconn/znode"
)

// system is what a system keeps below a root of its own, wherever that is.
type system struct {
	name string
	// isRoot reports whether a znode with children of these names is the root.
	isRoot func(names []string) bool
	rules  []rule
}

// rule is about the znodes at one place below the root.
type rule struct {
	at   string // names below the root; "*" is any name; "" the root itself
	code string
	// tell adds what the data says. It reports whether the znode is what the rule
	// is about, whether or not the root was seen; nil for a rule that knows by the
	// root alone.
	tell func(*place) proof
}

// proof is what the data of a znode shows about the system that it seems to be of.
type proof int

const (
	open   proof = iota // nothing: the root decides
	proven              // it is that, whatever is above
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

// rulesBy finds rules by the first name of their place, which is never "*".
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

// eachRule calls visit with the rules that may be about a znode, and the root that
// each supposes, the nearest root last. It stops when visit returns false.
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

// fit reports whether names are those that a rule is about.
func fit(rule, on []string) bool {
	return slices.EqualFunc(rule, on, func(want, name string) bool { return want == "*" || want == name })
}

// rootsAbove returns the roots that a znode may be below of, by its path.
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

// isOthers reports whether a znode has children, and none by a name that the system gives
// them there: beside Kafka's state, /config may be anybody's.
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

// recogniseRoot: the root of a system, or of several that keep their state beside
// each other.
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

// json reads the data into value, and reports whether it is a JSON object.
func (p *place) json(value any) bool { return parseJSON(p.Data, value) }

// to adds a link to the znode of these names below the root.
func (p *place) to(rel Rel, names ...string) { p.link(rel, p.root, names...) }

// say adds an argument, unless there is nothing to say.
func (p *place) say(name, value string) {
	if value != "" {
		p.Args[name] = value
	}
}

// text returns the data as a line of text; "" for anything else.
func (p *place) text() string {
	text := strings.TrimSpace(string(p.Data))
	if len(text) > 256 || strings.ContainsAny(text, "\n\x00") {
		return ""
	}
	return text
}

// ephemeral reports whether a client's session holds the znode.
func (p *place) ephemeral() bool { return p.Stat.CreateKind() == znode.Ephemeral }

// count adds a number as an argument.
func (p *place) count(name string, n int) { p.Args[name] = strconv.Itoa(n) }
