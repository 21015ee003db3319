// zkweb
