package health

import "fmt"

const maxAdminReply = 1 << 20

// monitorMetrics returns the metrics in the answer to AdminServer's monitor command.
func monitorMetrics(fields map[string]any) Metrics {
	metrics := Metrics{}
	for name, value := range fields {
		metrics.keep(name, fmt.Sprint(value))
	}
	return metrics
}

// adminNames maps the names in AdminServer's configuration command to those of zoo.cfg.
var adminNames = map[string]string{
	"data_dir": "dataDir", "data_log_dir": "dataLogDir", "tick_time": "tickTime", "max_client_cnxns": "maxClientCnxns",
	"min_session_timeout": "minSessionTimeout", "max_session_timeout": "maxSessionTimeout", "init_limit": "initLimit",
	"sync_limit": "syncLimit", "election_alg": "electionAlg", "client_port_listen_backlog": "clientPortListenBacklog",
}

func adminSettings(fields map[string]any) map[string]string {
	settings := map[string]string{}
	for theirs, ours := range adminNames {
		if value, told := fields[theirs]; told && value != nil {
			settings[ours] = fmt.Sprint(value)
		}
	}
	return settings
}
