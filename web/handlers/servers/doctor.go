package servers

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	pages "zkweb/web/views/servers"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/doctor"
	"zkweb/zkconn/znode"
)

// doctorTime bounds the check of all servers. Each step has a second.
const doctorTime = 8 * time.Second

// doctorKept is how long a result is reused for others who ask. Each check opens a session, which
// is a change in ZooKeeper.
const doctorKept = 5 * time.Second

// JSONDoctor is the check of all servers in JSON, as docs/contract.md has it.
type JSONDoctor struct {
	Servers []JSONWay `json:"servers"`
}

// JSONWay is the check of one server.
type JSONWay struct {
	Address string     `json:"address"`
	OK      bool       `json:"ok"`
	Steps   []JSONStep `json:"steps"`
}

// JSONStep is a step of the check.
type JSONStep struct {
	Step    string     `json:"step"`
	OK      bool       `json:"ok"`
	Skipped bool       `json:"skipped"` // whether the server does not know the step
	Millis  float64    `json:"ms"`
	Found   znode.Args `json:"found"`
	Code    znode.Code `json:"code"`  // what is wrong; "" if nothing
	Error   string     `json:"error"` // the sentence for Code
}

// ShowDoctor connects to each server and shows what it found at each step. It needs no session.
func (h *Handlers) ShowDoctor(c echo.Context, v site.Visit) error {
	if err := h.EnterOrWait(c, &v); err != nil {
		return err
	}
	ways := h.examine(v.Cluster)
	if site.AsksJSON(c) {
		answer := JSONDoctor{Servers: []JSONWay{}}
		for _, way := range ways {
			answer.Servers = append(answer.Servers, wayJSON(c, way))
		}
		return site.SendJSON(c, http.StatusOK, answer)
	}
	page := pages.DoctorPage{Shell: h.Shell(c, v.Cluster.Name)}
	for _, way := range ways {
		shown := pages.Way{Server: way.Address, OK: way.OK()}
		for _, step := range way.Steps {
			one := pages.Step{Name: string(step.Name), Took: step.Took, Args: step.Args, Skipped: step.Skipped}
			if step.Err != nil {
				one.Problem = site.WordsOf(c).Error(step.Err)
			}
			shown.Steps = append(shown.Steps, one)
		}
		page.Ways = append(page.Ways, shown)
	}
	return site.Render(c, http.StatusOK, page)
}

func wayJSON(c echo.Context, way doctor.Server) JSONWay {
	shown := JSONWay{Address: way.Address, OK: way.OK(), Steps: []JSONStep{}}
	for _, step := range way.Steps {
		one := JSONStep{
			Step: string(step.Name), OK: step.Err == nil, Skipped: step.Skipped,
			Millis: float64(step.Took.Microseconds()) / 1000, Found: step.Args, Code: znode.CodeOf(step.Err),
		}
		if step.Err != nil {
			one.Error = site.WordsOf(c).Error(step.Err)
		}
		shown.Steps = append(shown.Steps, one)
	}
	return shown
}

// found is the result of a check, and its time.
type found struct {
	at   time.Time
	ways []doctor.Server
}

// examine checks a cluster's servers, once for all who ask at the same time.
func (h *Handlers) examine(c cluster.Cluster) []doctor.Server {
	answer, _, _ := h.going.Do(c.Name, func() (any, error) {
		h.mu.Lock()
		last := h.found[c.Name]
		h.mu.Unlock()
		if time.Since(last.at) < doctorKept {
			return last.ways, nil
		}
		ctx, cancel := context.WithTimeout(context.Background(), doctorTime)
		defer cancel()
		ways := doctor.Examine(ctx, c, h.trust, h.timeout)
		h.mu.Lock()
		defer h.mu.Unlock()
		h.found[c.Name] = found{time.Now(), ways}
		return ways, nil
	})
	return answer.([]doctor.Server)
}
