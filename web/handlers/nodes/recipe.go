package nodes

import (
	"context"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"zkweb/web/views"
	"zkweb/web/views/nodes"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/recipes"
	"zkweb/zkconn/znode"
)

// recognise determines which recipe the znode belongs to, from what was read for its page.
func (n *node) recognise(answer znode.Answer) {
	seen := recipes.Seen{Path: n.path, Stat: n.stat, Lists: answer.Lists, Stats: answer.Stats}
	if n.dataErr == nil {
		seen.Data = n.data.Data
	}
	n.recipe = recipes.Recognise(seen)
}

// Limits for finding out who the contenders are.
const (
	maxIdentity  = 256 // in bytes: a name or an address
	identityTime = 500 * time.Millisecond
	locateTime   = 300 * time.Millisecond
)

// identify fills in the IDs of a line's contenders from their data, as far as it may be read and
// arrives within identityTime.
func identify(ctx context.Context, reader znode.Reader, line *recipes.Line) {
	ctx, cancel := context.WithTimeout(ctx, identityTime)
	defer cancel()
	var reading sync.WaitGroup
	for i := range line.Contenders {
		contender := &line.Contenders[i]
		if length := contender.Stat.DataLength; length == 0 || length > maxIdentity {
			continue
		}
		reading.Go(func() {
			if data, _, err := reader.Get(ctx, contender.Path); err == nil {
				contender.ID = identity(data)
			}
		})
	}
	reading.Wait()
	line.Settle()
}

// locate fills in the client addresses of the contenders, as far as servers tell them.
func (h *Handlers) locate(ctx context.Context, c cluster.Cluster, line *recipes.Line) {
	ctx, cancel := context.WithTimeout(ctx, locateTime)
	defer cancel()
	clients := h.Clients.Of(ctx, c)
	for i := range line.Contenders {
		contender := &line.Contenders[i]
		contender.Address = clients[contender.Stat.EphemeralOwner]
	}
}

// identity returns data as one line of text, or "" if it is none.
func identity(data []byte) string {
	text := strings.TrimSpace(string(data))
	if len(text) > maxIdentity || !utf8.ValidString(text) || strings.ContainsAny(text, "\n\x00") {
		return ""
	}
	return text
}

// identified returns how many contenders are shown with an ID from their data.
func (n node) identified() int {
	count := 0
	if n.recipe != nil && n.recipe.Line != nil {
		for _, contender := range n.recipe.Line.Contenders {
			if contender.ID != "" {
				count++
			}
		}
	}
	return count
}

// recipePanel returns the recipe as the page shows it, or nil for none.
func (h *Handlers) recipePanel(shell views.Shell, n node) *nodes.Recipe {
	if n.recipe == nil {
		return nil
	}
	args := znode.Args{}
	for name, value := range n.recipe.Args {
		args[name] = views.Visible(value)
	}
	w := shell.Words.Recipe
	panel := &nodes.Recipe{Of: n.recipe.Of, What: w.What[n.recipe.Code](args)}
	for _, link := range n.recipe.Links {
		panel.Links = append(panel.Links, nodes.RecipeLink{Label: w.Links[string(link.Rel)], Path: link.Path, URL: h.Links.Node(shell.Cluster, link.Path)})
	}
	if n.recipe.Line != nil {
		panel.Line = h.line(shell, *n.recipe.Line)
	}
	return panel
}

func (h *Handlers) line(shell views.Shell, line recipes.Line) *nodes.Line {
	shown := &nodes.Line{Kind: string(line.Kind), Total: line.Total, Holders: line.Holders, Limit: line.Limit, Others: line.Others}
	places := map[string]int{}
	for i, contender := range line.Contenders {
		places[contender.Name] = i + 1
		shown.Contenders = append(shown.Contenders, nodes.Contender{
			Place: i + 1, Name: contender.Name, ID: contender.ID, Address: contender.Address, URL: h.Links.Node(shell.Cluster, contender.Path),
			Mode: string(contender.Mode), Stat: contender.Stat, Holds: contender.Holds, WaitsFor: places[contender.WaitsFor],
		})
	}
	return shown
}
