package cluster_test

import (
	"os"
	"testing"

	"zkweb/zkconn/zktest"
)

func TestMain(m *testing.M) { os.Exit(zktest.Shared{M: m}.Run()) }
