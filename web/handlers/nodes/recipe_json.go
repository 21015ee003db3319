package nodes

import (
	"zkweb/web/views"
	"zkweb/zkconn/recipes"
	"zkweb/zkconn/znode"
)

// JSONRecipe is the recipe that a znode was recognised as, in the format that the documentation
// describes.
type JSONRecipe struct {
	Of    string     `json:"of,omitempty"` // the system or library
	Code  string     `json:"code"`
	Args  znode.Args `json:"args,omitempty"`
	Links []JSONLink `json:"links,omitempty"`
	Line  *JSONLine  `json:"line,omitempty"`
}

// JSONLink leads to another znode, which may no longer exist.
type JSONLink struct {
	Rel  recipes.Rel `json:"rel"`
	Path string      `json:"path"`
}

// JSONLine is a line of contenders.
type JSONLine struct {
	Kind       recipes.LineKind `json:"kind"`
	Total      int              `json:"total"`
	Holders    int              `json:"holders"`          // how many contenders hold it
	Limit      int              `json:"limit,omitempty"`  // number of leases; left out if unknown
	Others     int              `json:"others,omitempty"` // children that stand in other lines
	Contenders []JSONContender  `json:"contenders"`       // in order, at most the first 20
}

// JSONContender is a znode in a line. Created and session are left out if its stat could not be
// read, and the ID if its data has none.
type JSONContender struct {
	Path     string         `json:"path"`
	ID       string         `json:"id,omitempty"`
	Sequence znode.Sequence `json:"sequence"`
	Mode     recipes.Mode   `json:"mode,omitempty"` // in a read/write lock
	Holds    bool           `json:"holds"`
	WaitsFor string         `json:"waits_for,omitempty"` // the path of the contender that its client watches
	Session  string         `json:"session,omitempty"`   // "0x…"; left out for a znode that is not ephemeral
	Address  string         `json:"address,omitempty"`   // of the session's client, if a server tells it
	Created  int64          `json:"created,omitempty"`   // milliseconds since 1970
}

func recipeJSON(found *recipes.Recipe) *JSONRecipe {
	if found == nil {
		return nil
	}
	answer := &JSONRecipe{Of: found.Of, Code: found.Code, Args: found.Args}
	for _, link := range found.Links {
		answer.Links = append(answer.Links, JSONLink{link.Rel, link.Path.String()})
	}
	if found.Line != nil {
		answer.Line = lineJSON(*found.Line)
	}
	return answer
}

func lineJSON(line recipes.Line) *JSONLine {
	answer := &JSONLine{Kind: line.Kind, Total: line.Total, Holders: line.Holders, Limit: line.Limit, Others: line.Others}
	paths := map[string]string{}
	for _, contender := range line.Contenders {
		paths[contender.Name] = contender.Path.String()
		one := JSONContender{
			Path: contender.Path.String(), ID: contender.ID, Sequence: contender.Sequence, Mode: contender.Mode,
			Holds: contender.Holds, WaitsFor: paths[contender.WaitsFor], Address: contender.Address, Created: contender.Stat.Ctime,
		}
		if contender.Stat.CreateKind() == znode.Ephemeral {
			one.Session = views.Hex(contender.Stat.EphemeralOwner)
		}
		answer.Contenders = append(answer.Contenders, one)
	}
	return answer
}
