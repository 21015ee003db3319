package audit

import _ "modernc.org/sqlite" // database/sql's driver "sqlite"
