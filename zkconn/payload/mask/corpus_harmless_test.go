package mask_test

import (
	"strings"
	"testing"

	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// harmless are realistic texts without secrets, by what they show.
var harmless = map[string][]string{
	"what has a colon": {
		"kafka:worker3\n", "region:us-east1\n", "redis:7.2-alpine\n", "commit:0f3b9a1c\n", "version:1.2.3-SNAPSHOT4\n", "id:a1B2c3D4e5\n", "h:9092\n", "date:2024-01-01\n", "bob:admin,user\n", "a:b\nbob:hunter2x y\n", "mailto:bob1234@example.com\n", "email:bob1234@example.com\n", "acme/app:build123@sha256:0f3b\n", "RULE:[2:$1@$0](rm1234@EXAMPLE.COM)s/.*/yarn/\n", "User:alice123@EXAMPLE.COM\n",
		"page=1&p=20\n", "u=1&p=2\n", "docker run -u 1000 -p 8080:80 a\n", `["-u","1000","-p","8080"]`, "git@localhost:/srv/a.git\nroot@localhost:22\n", `{"digest":"sha256:0f3b9a1c0f3b","auth":"basic:v2"}`,
	},
	"users, and what is asked of them": {
		"user.home=home2024\nuser.dir=work22\nuser.timezone=GMT001\nuser.email=bob1234@example.com\n", "user_count=123456\nuser_agent=curl81\nuser_group=staff12\nuser.service=users12\n", `new User("bob", "Bob Smith")`, "user.bob=worker-12\nuser.alice=1.2.3-SNAPSHOT4\n", "user.route=route66\nuser_events=topic123a\nuser_map=users123\n", `addUser("bob", "group12")`, `new User("bob1", "bob2@example.com")`, "EAP \"PEAP\" or PSK\n", "PSK is WPA2\ncipher=PSK-AES128-CBC-SHA\n", `["docker","run","-p8080:80","-u","1000"]`, "setAcl /app auth::cdrwa\n", "authentication=OAuth2Password\n",
		"<allow_no_password>1</allow_no_password>", "skip_password=1\nrequire_password=0\n", "<users><default><password></password></default></users>", "pgpass: /tmp/pgpass0\na: b\n", "log.exclude=password|token\n", `{"log":{"exclude":"password|token|secret"}}`, "INDEX i body TYPE tokenbf_v1(256, 2, 0) GRANULARITY 1\n", "dubbo%3A%2F%2F10.0.0.1%3A20880%2Fcom.acme.SecretApi%3Fapplication%3Dx%26methods%3DgetSecret%26version%3D1",
	},
	"blocks of Terraform": {
		"variable \"db_password\" {\n  type      = string\n  sensitive = true\n}\n", "variable \"api_token\" { type = string }\n", "resource \"random_password\" \"db\" {\n  length  = 16\n  special = true\n}\n", "resource \"aws_secretsmanager_secret\" \"db\" {\n  name = \"db\"\n}\n", "output \"password\" {\n  value     = random_password.db.result\n  sensitive = true\n}\n",
	},
	"where secrets are, and what is called after them": {
		"secrets:\n  db_password:\n    file: ./db_password.txt\n  api_key:\n    external: true\n", `{"id":"/x","secrets":{"db":{"source":"/db/password"}}}`, "services:\n  db:\n    image: a\n    secrets:\n      - db_password\n", "existingSecretPasswordKey: db-password\na: b\n", "volumeMounts:\n  - name: secrets\n    mountPath: /etc/x\n", `<fieldType name="text_tokens" class="solr.TextField"/>`, "credentials=/etc/mesos/credentials\na=b\n",
		`{"parameters":[{"name":"token","in":"header","required":true,"schema":{"type":"string"}}]}`, "rules:\n- !ENCRYPT\n  tables:\n    t_user:\n      columns:\n        password:\n          cipherColumn: password_cipher\n          encryptorName: aes\n", "tables:\n  t_token:\n    actualDataNodes: ds_${0..1}.t_token_${0..1}\n", "message Login { string user = 1; string password = 2; }",
		"password: <set by operator>\na: b\n", "password: {{ lookup('vault', 'secret/db') }}\na: b\n", "password=xxxxxx\na=b\n", "label.password=Password\nplaceholder.password=请输入密码\n", "spring.datasource.password=", "User admin changed password of bob", "WARN Invalid password for user bob1", "Password will expire in 3 days", "Loaded 5 secrets from /run/secrets",
	},
	"kinds of things that others keep": {
		`secret "db-prod" not found`, `Error from server (NotFound): secrets "db-prod" not found`, "kubectl create secret generic db-prod --from-file=a=/etc/a", "kubectl get secret db-prod -o yaml", "kubectl get secrets -n prod", "kubectl delete secret db-prod",
		"secret/db-prod created", "vault kv get secret/data/app", "vault kv list secret/", "apiVersion: external-secrets.io/v1\n",
		"secrets_path: secret/data/app\nb: 1\n", `{"secretsPath":"kv/data/orders"}`, "vault.secret.path=secret/app\n",
	},
	"variables and templates": {
		"curl -u $USER:$PASS http://h/", `curl -u "${USER}:${PASS}" http://h/`, "mysql -u root -p$MYSQL_PWD db", "redis-cli -a $REDIS_PASSWORD ping", "echo $PASSWORD | kinit bob",
		"password=$(cat /run/secrets/db)\n", `password: "{{ vault_db_password }}"`, "password=%(DB_PASSWORD)s\n",
	},
	"nothing, and what stands for it": {
		`{"password":"","user":"a"}`, "password: \"\"\nuser: ''\n", "db.password=\ndb.user=a\n", `{"password":"<redacted>"}`, `{"tokens":[],"secrets":{}}`, "tokens: []\nsecrets: {}\n", "password=[hidden]\na=b\n", "password: {{ .Values.db.password }}\nport: 1\n", "password=REDACTED\na=b\n",
		"password=${DB_PASSWORD:}\na=b\n", "password=${file:/opt/s.properties:db.password}\na=b\n", "password: $DB_PASSWORD\nport: 1\n", "password=${env:DB_PASSWORD}\na=b\n",
	},
	"configuration": {
		"passwordHint: first pet\na: b\n", "password_hint=name of your school\na=b\n", "tokenPublicKey=abc\ntokenSecretKey=file:///etc/pulsar/secret.key\na=b\n", "jwt.header=Authorization\njwt.expiration=3600\n", "csrf.cookie.name=XSRF-TOKEN\ncsrf.cookie.path=/\n",
		`{"authorization":{"class":"solr.RuleBasedAuthorizationPlugin","permissions":[{"name":"security-edit","role":"admin"}],"user-role":{"solr":"admin"}}}`, `{"type":"environment","variable":"METADATA_STORAGE_PASSWORD"}`,
		"community: open source\n", "digest:sha256:0f3b\n", "acl=digest:bob:cdrwa\n", "docker pull a/b@sha256:0f3b", "creds: none\nbasicAuth: false\n", "admin: reader,writer\n", "encrypt: Aes256GcmNoPadding\n", "encrypted=Aes256GcmNoPaddingAtAllIs1\n",
	},
	"said of secrets": {
		"SELECT id FROM users WHERE token IS NULL", "SELECT id FROM users WHERE token IS NOT NULL AND a = 1", "// password is read from the environment", "SNMP community strings are kept in the vault.",
		`ERROR: password authentication failed for user "bob"`, "WARN Token expired, refreshing", "token.renewer=yarn\na=b\n", "token.audience: kafka\n",
		"密钥轮换周期=90天\na=b\n", "私钥路径: /etc/tls/tls.key\n", `{"令牌签发者":"sso"}`, "密钥版本: v3\n",
		"hash.salt=none\nseed=42\nsession=spring\nnonce: 7\n", "seeds: 10.0.0.1,10.0.0.2\nlicense: BSD-3-Clause\n", "kerberos.keytab=/etc/krb5.keytab\n", "SELECT * FROM s3('https://b/k', 'CSVWithNamesAndTypes', 'id Int32, name String')", "ENGINE = Distributed('c', 'db', 't', 'u')",
	},
	"ids of sessions": {
		"session=0x100000bb5db0002\na=b\n", "sessionid: 0x100000bb5db0002\n", `{"session": 72057594037927936}`, `{"sessionId":"0x100000bb5db0002"}`, "session=0x100000BB5DB0002\n", `{"session_id":"0X100000BB5DB0002"}`, "ephemeralOwner = 0x100000bb5db0002\n",
		"session: 72057594037927936\n", "Closed session 0x100000bb5db0002", "session=Main2Frontend\n", `{"session":"3f2b8c1e-7d4a-4e0b-9c55-0a1b2c3d4e5f"}`,
	},
	"keys that are none": {
		`{"tls.key":"/etc/tls/tls.key","ca.key":"ca.pem","server.key":"server-2024.key"}`, `{"cache_key":"d41d8cd98f00b204e9800998ecf8427e","partition.key":"userId2"}`, `{"key":"MkU3OEVBNTcwNTJENDM2Qk","primaryKey":"orderItemNumber2"}`,
		"dek: alias/orders\nkek: kms://x\n", `{"jwt":true,"session":{"store":"redis"}}`, `credentialsSecret: db-creds`, "monkey=Zk3a9abQx1Zk3a9abQx1Zk3a9abQx1ab\n",
	},
	"what is told of secrets": {
		"token expired for client 42", "token expired for client shop-web", "the session token was revoked at 10:42", `{"path":"C:\\Program Files\\App\\token\\x.exe"}`,
		"root:x:0:0:root:/root:/bin/bash\nworker:processorders:3:4:\n",
	},
	"counts and limits": {
		`{"max_tokens":4096,"temperature":0.2}`, `{"max_tokens":1000000}`, "max_tokens: 4096\nmodel: x\n", "maxTokens=128000\na=b\n", `{"token_count":17,"usage":{"prompt_tokens":12,"completion_tokens":34,"total_tokens":46}}`, "tokens_per_minute=100000\na=b\n", "token_limit: 1000000\n",
		"num_tokens: 256\ninitial_token:\n", "tokens=5\n", `{"tokens":3,"secrets":0}`, "tokensPerSecond: 12.5\n", "password_min_length=8\npassword_max_age_days=90\n", `{"passwordMinLength":12,"minPasswordLength":12,"password_length":16}`, "password.min.length: 12\npassword.history: 5\n",
		"token.ttl=3600\ntoken_expiry: 86400\n", "token-lifetime: 3600000\na: b\n", "delegation.token.max.lifetime.ms=604800000\ndelegation.token.expiry.time.ms=86400000\ndelegation.token.expiry.check.interval.ms=3600000\n", "access_token_validity_seconds=43200\nrefresh-token-ttl: 30d\n",
		"<limits><max_tokens>4096</max_tokens><tokenCount>5</tokenCount></limits>", "[limits]\nmax_tokens = 4096\ntoken_limit = 10\n", "rate.limiter.tokens = 100\nbucket.tokens.refill = 10\n", "secret_rotation_days: 30\nsecretVersion: 12\n",
	},
	"identities": {
		`{"identity":"urn:x","node":"a"}`, "node:\n- host: a\nidentity: bob\n", "identity: a:b\nname: c\n",
	},
	"switches": {
		"passwordless_login: true\n", "passwordless_login=yes\npasswordless=on\n", "password_required: true\nuse_token: false\n", `{"passwordEnabled":false,"requirePassword":true,"secret":false,"token":null}`, "token_enabled=true\ntoken.enabled=false\n", "<a><usePassword>true</usePassword></a>", "hbase.security.authorization=true\nhadoop.security.authorization=false\n",
		"password-auth-enabled: true\nallow_password_reset: false\n", `{"authorization":{"enabled":true,"type":"simple"}}`, "authorization:\n  type: simple\n  superUsers:\n  - CN=a\n",
	},
	"kinds and algorithms": {
		`{"postgresql":{"parameters":{"password_encryption":"scram-sha-256","max_connections":100}}}`, "password_encryption: md5\n", "password_encryption = 'scram-sha-256'\nport = 5432\n", "token_type: Bearer\n", `{"token_type":"bearer","expires_in":3600}`, "password.encoder.cipher.algorithm=AES/CBC/PKCS5Padding\npassword.encoder.iterations=4096\npassword.encoder.key.length=128\n",
		"password.policy=strict\n", "passwordEncoder: bcrypt\n", "sasl.oauthbearer.token.endpoint.url=https://sso/oauth/token\na=b\n", "token_endpoint: https://sso/oauth/token\nauthorization_endpoint: https://sso/auth\n", `{"issuer":"https://sso","token_endpoint":"https://sso/token","token_endpoint_auth_methods_supported":["client_x"],"authorization_endpoint":"https://sso/a"}`,
		"secretName: my-tls\n", "secret_name: db-prod\n", "token-header: X-Auth\n", "tokenStrategy=jwt\n", "sasl.mechanism=SCRAM-SHA-256\nsasl.enabled.mechanisms=SCRAM-SHA-256,PLAIN\n", "security.inter.broker.protocol=SASL_SSL\nssl.keystore.type=JKS\nssl.keystore.location=/etc/kafka/server.jks\n", "password-provider: vault\n",
		"hbase.coprocessor.region.classes=org.apache.hadoop.hbase.security.token.TokenProvider,org.x.Y\na=b\n",
	},
	"search and text": {
		"<schema><fieldType name=\"text\"><analyzer><tokenizer class=\"solr.StandardTokenizerFactory\"/><filter class=\"solr.LowerCaseFilterFactory\"/></analyzer></fieldType></schema>", "tokenizer class=solr.StandardTokenizerFactory\n", `{"analyzer":{"tokenizer":{"class":"solr.PatternTokenizerFactory","pattern":" "},"filters":[{"class":"solr.EdgeNGramTokenFilterFactory","minGramSize":1}]}}`,
		`{"settings":{"analysis":{"analyzer":{"a":{"type":"custom","tokenizer":"standard","filter":["lowercase"]}},"tokenizer":{"b":{"type":"ngram"}}}}}`, "tokenized=true\ntokenization: fast\n", "<field name=\"title\" type=\"text\" tokenized=\"true\"/>", "tokenize: words\ntokenizers: 3\n", "tokenfilter = lowercase\n", "<filter class=\"solr.DelimitedPayloadTokenFilterFactory\" encoder=\"float\"/>",
	},
	"directories": {
		"pwd=/var/lib\n", "PWD=/home/bob/app\nOLDPWD=/etc\n", "PWD=/opt/kafka_2.13/bin\nHOME=/root\n", `{"env":{"PWD":"/var/lib/kafka","HOME":"/root"}}`, "password_file: /run/secrets/db\n", "passwd_file=/etc/passwd\nb=c\n", "token_path: /var/run/token\n", "secrets_dir=/run/secrets\n", "credentials.file=/etc/app/credentials.json\na=b\n",
	},
	"schemas": {
		"CREATE TABLE users (\n  id BIGINT PRIMARY KEY,\n  password VARCHAR(255) NOT NULL,\n  token TEXT,\n  secret_at TIMESTAMP\n);\n", "CREATE TABLE u (name VARCHAR(20), password VARCHAR(64), token TEXT);", "password varchar(255)", "columns format version: 1\n3 columns:\n`id` UInt64\n`password` String\n`token` Nullable(String)\n", "`password` LowCardinality(String)\n`secret` FixedString(16)\n",
		`{"type":"record","name":"User","fields":[{"name":"login","type":"string"},{"name":"password","type":"string"},{"name":"token","type":["null","string"],"default":null}]}`, `{"type":"object","properties":{"password":{"type":"string","minLength":8},"token":{"type":"string","format":"uuid","description":"of the device"}},"required":["password","token"]}`,
		"properties:\n  password:\n    type: string\n    minLength: 8\n  age:\n    type: integer\n", `{"mappings":{"properties":{"password":{"type":"keyword","index":false}}}}`, "message Login {\n  string password = 1;\n  string token = 2;\n}\n", "password: string\nport: integer\n", `{"password":"string","token":"string"}`, "<element name=\"password\" type=\"xs:string\"/>", "<input type=\"password\" name=\"x\"/>",
		"type: password\nlabel: x\n", "a.type=token\n", `{"inputType":"password"}`, "struct { password string; }\n", "token: bigint\n",
	},
	"references": {
		"imagePullSecrets:\n- name: regcred\nreplicas: 3\n", `{"spec":{"imagePullSecrets":[{"name":"regcred"}],"replicas":3}}`, "env:\n- name: A\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: password\n", "password: ${DB_PASSWORD}\nport: 1\n", "spring.datasource.password=${DB_PASSWORD}\na=b\n", `{"password":"${env.DB_PASSWORD}"}`, "volumes:\n- name: tls\n  secret:\n    secretName: my-tls\n",
		"envFrom:\n- secretRef:\n    name: app\n", "tls:\n- hosts:\n  - a.b\n  secretName: my-tls\n",
	},
	"services": {
		`{"name":"token-service","id":"1","address":"10.0.0.1","port":8080,"serviceType":"DYNAMIC"}`, `{"name":"password-service","address":"10.0.0.2","port":80}`, `{"name":"cookie","id":"a-1","address":"10.0.0.3","port":8080,"sslPort":null,"payload":null,"registrationTimeUTC":1700000000000,"serviceType":"DYNAMIC","uriSpec":null}`, `{"name":"token","address":"10.0.0.3","port":8080,"serviceType":"DYNAMIC"}`,
		"dubbo://10.0.0.1:20880/com.acme.TokenService?application=token-service&methods=issue,check&side=provider\n", "com.acme.auth.TokenService\ncom.acme.auth.PasswordService\n", "services:\n- token-service\n- user-service\n- cookie-service\n- a\n", `["token-service","mail"]`, "service=token-service\nport=80\n", `{"topic":"user-tokens","partition":0,"leader":1}`,
		`{"version":2,"partitions":{"0":[1]},"topic_id":"abc"}`, "app.name=secretary\nsecretary.phone=12345\n", "secretary: Bob\nsecretariat: Geneva\n", `{"jmx_port":-1,"host":"h","port":9092,"endpoints":["PLAINTEXT://h:9092"],"rack":null}`, "server.1=h1:2888:3888:participant;0.0.0.0:2181\nserver.2=h2:2888:3888:participant;0.0.0.0:2181\nversion=100\n",
		`{"conn_url":"postgres://10.0.0.1:5432/postgres","api_url":"http://10.0.0.1:8008/patroni","state":"running","role":"master"}`, `{"pg_hba":["local all all peer","host all all 10.0.0.0/8 password","host replication rep 0.0.0.0/0 md5"]}`, "pg_hba:\n- host all all 0.0.0.0/0 md5\n- host all all ::1/128 password\n- local all all trust\n",
		"upstream a {\n  server b;\n}\nlocation / {\n  proxy_pass http://a;\n  proxy_set_header Host $host;\n}\n", "ProxyPass / http://a/\nProxyPassReverse / http://a/\n", "fastcgi_pass unix:/run/php.sock;\nindex index.php;\n",
	},
	"known systems": {
		`{"version":1,"brokers":[1,2]}`, `{"controller_epoch":5,"leader":1,"version":1,"leader_epoch":3,"isr":[1,2]}`, `{"version":1,"config":{"retention.ms":"604800000","cleanup.policy":"compact"}}`, `{"version":1,"subscription":{"user-tokens":1},"pattern":"white_list","timestamp":"1"}`, `{"features":{},"listener_security_protocol_map":{"SASL_PLAINTEXT":"SASL_PLAINTEXT"},"endpoints":["SASL_PLAINTEXT://h:9092"],"jmx_port":-1,"port":-1,"host":null,"version":5}`,
		"ssl.truststore.location=/etc/kafka/secrets/trust.jks\nssl.keystore.location=/etc/kafka/secrets/key.jks\nssl.client.auth=required\n", "sasl.mechanism.inter.broker.protocol=PLAIN\nsasl.kerberos.service.name=kafka\n", "authorizer.class.name=kafka.security.authorizer.AclAuthorizer\nsuper.users=User:admin\n",
		"delegation.token.max.lifetime.ms=1\n", "hbase.regionserver.keytab.file=/etc/hbase.keytab\nhbase.security.authentication=kerberos\n", "hbase.superuser=hbase\n", "password.validator.class=org.x.Y\n", "hive.server2.authentication=NONE\n", "javax.jdo.option.ConnectionUserName=hive\n", "hadoop.security.token.service.use_ip=true\n",
		"dfs.block.access.token.enable=true\ndfs.namenode.delegation.token.max-lifetime=604800000\nyarn.resourcemanager.delegation.token.renew-interval=1\n", "mapreduce.job.complete.cancel.delegation.tokens=true\n", "yarn.app.mapreduce.am.env=A=b\n", "postgresql:\n  pg_hba:\n  - host replication replicator 127.0.0.1/32 md5\n  parameters:\n    password_encryption: scram-sha-256\n    ssl: 'on'\n",
		"passwordAuthentication yes\nPermitRootLogin no\n", "PasswordAuthentication no\nPubkeyAuthentication yes\n", "password_history_count: 5\npassword_complexity: high\n", `{"usage":{"input_tokens":12000,"output_tokens":345}}`, "n_tokens=5\ntop_tokens: 3\nmax_new_tokens: 512\nmax_completion_tokens: 100000\n",
		"token_embedding_dim: 768\nvocab: x\n", "rate_limit:\n  tokens: 100\n  refill: 10\n", "tokens_used: 1234567\ntokens_remaining: 9876543\n", "spring.security.oauth2.resourceserver.opaquetoken.introspection-uri=https://x/y\n", "security.oauth2.resource.token-info-uri=https://x/check_token\n", "server.servlet.session.cookie.http-only=true\nserver.servlet.session.cookie.name=SID\n",
		"management.endpoint.env.show-values=never\n", "eureka.instance.metadata-map.zone=a\n", "nacos.core.auth.enabled=true\nnacos.core.auth.caching.enabled=true\n", "dubbo.registry.address=zookeeper://h:2181?backup=h2:2181\n", "dubbo://10.0.0.1:20880/com.a.PasswordService?anyhost=true&interface=com.a.PasswordService&methods=resetPassword,checkToken&side=provider&timestamp=1\n",
		`{"fields":["id","password","token"]}`, `{"columns":[{"name":"password","type":"varchar(64)"},{"name":"age","type":"int"}]}`, "interface User {\n  password: string;\n  token?: string;\n}\n", "CREATE TABLE t (id Int32, password String, token FixedString(16)) ENGINE = ReplicatedMergeTree('/clickhouse/tables/x','r1') ORDER BY id",
		"columns format version: 1\n2 columns:\n`user_password` Nullable(String)\n`n` UInt8\n", "password CHAR(60) CHARACTER SET ascii NOT NULL,\nid INT\n", "form.password.placeholder=********\n", "title: Reset your password\nbody: hello\n", "# passwords are in vault\na=b\n", "// TODO: rotate the token\na=b\n",
		"description: Stores user tokens\nowner: me\n", "See https://wiki/secrets for details.\nNext line.\n", "feature.password-reset=true\nfeature.token-login=false\n", "metrics: token_refresh_total\n", "topic=user-password-events\n", "queue: secret-santa\nsize: 5\n", "class=com.acme.security.PasswordHasher\nb=c\n",
		"log4j.logger.com.acme.token=DEBUG\n", "logging.level.org.springframework.security.oauth2.token=INFO\n", "exclude=password,token,secret\n", "maskFields: password,token\n", "sensitive_fields:\n- password\n- token\n- secret\nnext: 1\n", "scopes: openid token\n", "GRANT SELECT ON t TO bob\n", "ALTER TABLE t ADD COLUMN password TEXT;\n",
		"SELECT id, password FROM users WHERE token = ?\n", "keystore.type=PKCS12\nkeystore.alias=server\n", "secrets.backend=vault\nsecretsManager.region=eu\n", "vault.address=https://vault:8200\n", "credentials-provider=x.Y\ncredentialsId: abc\n", "cookie-policy: standard\ncookies.enabled=true\n", "cookie.secure=true\ncookie.max-age=3600\ncookie.domain=a.b\n",
		"boarding_pass_count: 3\n", "first-pass: yes\nmulti_pass=true\ntwo.pass=true\n", `{"pass":true}`,
	},
	"words": {
		"compass bypass passenger passed passage\n", "bypass=true\ncompass: north\n", `{"All tests pass":1,"log":"pass"}`, "All tests pass.\nAll tests pass.\n", "keyboard=us\nmonkey: 1\n", "basic authentication is on\n", "cookies are not used here\nNothing else.\n", "httpw=1\nhttpd: x\n", "primary_key=id\nforeign_key: user\npartition_key: a\nkey_count=3\n", "public_key=abc\nssh_public: x\n", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 bob@h\n", "author: bob\nauthority=x\nauthorities: a\n", "authorized: bob\n",
		"pass_through: x\npassthrough=1\n", "keys: [a, b]\nkeyspace: x\n", "spw=1\nbpwx: 2\n", "desktop_key_press=1\n", "sequence_key: 7\n",
	},
	"prose": {
		strings.Repeat("a line of plain text with no secrets\n", 50), "This file holds no passwords.\nThe next line is here.\nAnd one more.\n", "# There are no secrets in this file\na=b\nc=d\n", "Tokens are refreshed by the gateway.\nSecrets are kept elsewhere.\n", "no password\nno password\n", "See the docs of passwords and tokens in the wiki.\nMore text.\n", "a line without any secret\nb\nc\n",
		"本文件没有密码。\n下一行。\n", "密码长度: 8\n密码策略: 严格\n令牌有效期=3600\n",
	},
	"messages": {
		"Passwords must have at least 12 characters.\n", "The password is required.\n", "Enter your password to continue.\n", "Your password has expired.\n", "# The password field is required.\na=b\nc=d\n", "CSRF token mismatch\n", "{\"error\":\"missing authorization header\",\"code\":401}", "API key is missing\n", "Access token missing or invalid\n",
		"Password changed successfully\n", "Reset password link sent\n", "User must change password at next login\n", "The token is refreshed every hour by the gateway.\nNext.\n", "If you forget your password, contact the administrator.\n", "To change your password, open the settings page and follow the steps.\n", "Secrets are stored in Vault, never in this file.\n", "The secret was not found\n", "Token expired at 2026-01-02T10:00:00Z\n",
		"Unexpected token '<' at position 0\n", "Invalid user name or password\nSee above.\n", "Wrong password.\nNext line.\n", "Authentication failed: bad credentials\nNext line.\n", "Incorrect username or password, please try again.\nNext line.\n", "error.text = \"Your password has expired.\"\nb = 1\n", "/* The password is required. */\nint a = 1;\n", "url=http://token-service:8080/api/x in 3 ms\na=b\n", "http://token-service.default.svc:8080/a\n",
	},
	"options and lists without a password": {
		"docker run -u 1000:1000 a\nchown -R app:app1234 b\n", `["docker","run","-u","app:group12","-p8080:80"]`, `{"args":["-u","1000:1000"]}`, `["-u","bob"]`, "ps -u bob\n-p8080\n", `{"args":["-u","root","-p3306"]}`,
		"admin: read, write, admin\n", "alice: developer, user\n", "node: server01, admin\n", "groups: team42, user\n", "id,user,admin\n1,bob1234,x\n", "auth=(user, scram256)\n", "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUF\n-----END CERTIFICATE-----\n", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\nAAAA\n",
		"encrypt:\n  enabled: true\n  key: aes\n", `{"keys":["a"],"values":["b"]}`,
	},
	"where a value is found": {
		"password: !Ref DbPassword\na: b\n", "password: !secret db_password\na: b\n", "password = var.db_password\n", "password = data.aws_ssm_parameter.db.value\n", "password: \"{{ lookup('env', 'DB_PW') }}\"\na: b\n", "token: ${{ secrets.GITHUB_TOKEN }}\na: b\n", "proxy_set_header Authorization $http_authorization;\n",
		"env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: pw\n", "path \"secret/data/app\" {\n}\n", "permissions:\n  id-token: write\n",
	},
	"in code and configuration": {
		"password = os.environ[\"DB_PASSWORD\"]\n", "password = System.getenv(\"DB_PASSWORD\");\n", "password: process.env.DB_PASSWORD\n", "const token = getToken();\n", "ALTER USER bob PASSWORD EXPIRE", "password requisite pam_pwquality.so retry=3\n", "%wheel ALL=(ALL) NOPASSWD: ALL\n",
		"location /token { proxy_pass http://auth; }\n", "rewrite ^/password$ /account last;\n", "token:\n  header: Authorization\n  expireTime: 30\n", "sa-token:\n  token-style: uuid\n  token-prefix: Bearer\n", `{"response_types":["code","token","id_token"]}`, `{"token_use":"access"}`,
		"at com.x.auth.TokenService.refresh(TokenService.java:42)\n", "INFO Token refreshed for user bob\n", "密码至少8位\n", "hdfs/host1234@10.0.0.1\n",
	},
	"names in queries, lists and commands": {
		"dubbo%3A%2F%2F10.0.0.1%3A20880%2Fa.B%3Fmethods%3DgetToken%2CcheckPassword%26side%3Dprovider", "keys-to-sanitize=password,secret,key,token\n", "docker login -u ci --password-stdin registry\n", "ssh-keygen -t ed25519 -f key\n",
		"The password must be at least 12 characters long.\n", "密码错误次数超过 5 次将锁定\n",
	},
	"users beside what is no password": {
		"login: GET / POST\n", "login: /auth/v2\n", "login = home / page\n", "hbase/h1@EXAMPLE.COM\n", "actions/checkout@v4\nu/x@xeon.example\n", "user alice on ~* +@all\n", "user bob > 5 times\n", "the user on >\n", "user list >out.txt\nselect user on >x\n",
		`{"auth":["oauth2","sha256x"]}`, `{"auth":["produce","consume"]}`, `{"auth":["bob","carol","dave123"]}`,
		"db.password=@db.password@\n", "password: \"@app.db.value@\"\n", "first-pass: ok\na: b\n", `{"second_pass":"OK"}`,
	},
	"addresses": {
		"url: https://secrets.example.com/v1\n", "endpoint=https://token.actions.example.com/\nretries=3\n", "issuer: https://token.example.com\njwks_uri: https://token.example.com/jwks\n", "POST /oauth/token HTTP/1.1 200\n", "GET /api/v1/tokens?limit=10 200 12ms\n", "path: /api/password/reset\nmethod: POST\n", "routes:\n- /login\n- /password/forgot\n- /token/refresh\n",
		"dubbo://10.0.0.1:20880/com.acme.UserCredentialFacade?application=x&interface=com.acme.UserCredentialFacade&methods=create,refreshToken&pid=1&side=provider", "methods=create,refreshToken\npid=1\na=b\n",
	},
	"more that is said of secrets": {
		"externalSecrets:\n  enabled: true\n  refreshInterval: 1h\n", "CREATE TABLE tokens (id INT, token_type VARCHAR(10))", "CREATE INDEX idx_token ON sessions (token)", "GRANT SELECT ON secrets TO auditor\n", "location /secrets { deny all; }\n", "refresh_token: 30d\na: b\n",
		"password_reset_timeout=259200\npassword.regex=^.{8,}$\n", `{"passwordChangedAt":"2026-01-02T10:00:00Z","passwordUpdated":1700000000}`, "secret_engine: kv-v2\nsecret_mount: kv\nsecret_rotation: weekly\nsecret_scanning: enabled\n", `{"secretName":"app-tls","secretNamespace":"prod"}`, "api_key_location=header\napi_key_header=X-Api-Key\n", `{"apiKeySource":"HEADER"}`, "token_delimiter=|\nfield=a\n", `{"token_chars":["letter","digit"]}`,
		`{"bos_token":"<s>","eos_token":"</s>","pad_token":"<pad>","unk_token":"<unk>"}`, `{"special_tokens_map":{"eos_token":"<|endoftext|>"}}`, "rate: {tokens: 500000, per: minute}\n", `{"components":{"securitySchemes":{"apiKey":{"type":"apiKey","in":"header","name":"X-API-Key"},"token":{"type":"http","scheme":"bearer","bearerFormat":"JWT"}}}}`, "apiGroups: [\"\"]\nresources: [\"secrets\",\"configmaps\"]\nverbs: [\"get\"]\n",
		"# The token bucket limits requests per client.\na=b\n", "description: Token exchange for mobile clients\n", "feature: Forgot password flow\nstatus: done\n", "SELECT count(*) FROM password_resets WHERE created > now()\n", "INSERT INTO token_stats (day, n) VALUES (1, 2)\n",
		"sdk-java-2.20 sdk-version: 3\n", "region: asia-east1\nzone: ASIA-PACIFIC\n", "pk_live_aB3aB3aB3aB3aB3aB3aB3aB3\n", "key-value-store: x\npat-1 sku: SK1234\n", "us-east-1 x-us1 zone-us2\n", "server.servlet.session.cookie.name=JSESSIONID\na=b\n", "密钥管理地址=https://kms/x\n授权码有效期=300\n",
	},
	"names of places, rights and classes": {
		`{"secret":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"}`, "source: arn:aws:secretsmanager:eu-west-1:123456789012:secret:db/password-AbCdEf\n", "passwd: files systemd\ngroup: files systemd\nshadow: files\n", "passwd:   files sss [NOTFOUND=return] ldap\n",
		"<property><name>hadoop.security.credential.provider.path</name><value>jceks://hdfs/x.jceks</value></property>", "hadoop.security.credential.provider.path=jceks://hdfs/x.jceks\n", "password_file: /secrets/db/password.txt\n", "credentials.file=~/.aws/credentials\ntoken_path: ./run/token\n", "key.password.file=file:/x/y\npassword.file=classpath:conf/pw.txt\n",
		"scopes: [token:read, token:write]\n", "permissions: secrets:list,tokens:*\n", "2026-01-01 ERROR o.a.k.c.s.ScramCredential - no credential for user\n", "INFO 12:00:01 token refreshed for user 42\n", "WARN login failed: wrong password (3 attempts left)\n", "key: projects/p/locations/eu/keyRings/r/cryptoKeys/k\n", "name: projects/p/secrets/db/versions/1\n", "id: /subscriptions/0a/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v/secrets/db\n", "password_file: ${CONF_DIR}/pw.txt\n", "echo $PASS | wc\n", "INFO Password reset for user 12 by admin\n", "Token type: Bearer\n", "password policy: strict\n", "密码版本: 3\n密码复杂度: 高\n密码机: 10.0.0.1\n", "design_key=x\n", "lastPasswordReset: 1700000000000\npassword_field_id=loginPwd\n", "# passwords are managed by Vault; see the wiki\nx=1\n", "Please keep your credentials safe.\n", "凭证管理模块\n密钥管理: 启用\n", "session_id: 0x10001a2b3c40005\nsessionid=72057594037927938\n", "format_pat=yyyy-MM-dd\n", "secret: disabled\ncsrf: enabled\n", "ssl.keystore.key.alias=server\n",
	},
	"names of secrets and of else": {
		"auth: basic\nauth_type: OAuth2Provider\n", "auth=SCRAM-SHA-256\n", `{"auth":"sasl_plaintext","hmac":"HmacSHA256"}`, "auth: LdapAuth2024Provider\n", "hmac=sha256\notp: 26.2.5\n", "csrf: true\nsk: 12\n", "sk=\"USER#1234567890\"\n", "https://h/x?key=orders-2024-01&a=b\n", "appKey: 24680135\n", "disk: Sda1Sda2Sda3\ntask=Build2Release7\n", "auth:\n  enabled: true\n  type: x\n", "bearer: []\n", "author: Qz7hunter2Xy\n",
		"sequence_key: aB1aB1aB1aB1\npresence.key=x\n", "echo hello | grep h\necho \"$x\" | wc -l\n", "the vault login page\naz: eu-1a\n",
	},
	"messages in Chinese": {
		"密码不能为空\n", "密码错误，请重试\n", "密码已过期，请重新登录\n", "令牌无效\n", "密码长度不能少于8位\n", "密钥每90天轮换一次\n", "访问令牌由网关刷新。\n", "凭证已失效，请重新登录\n", "# 请输入密码\na=b\n", "忘记密码？\na=b\n",
		"请妥善保管您的密钥\n下一行\n", "两次输入的密码不一致\n", "密码已发送到您的邮箱\n", "/* 密码错误 */\nint a = 1;\n", "密码加密方式=bcrypt\n密码强度=高\n", "密钥算法: RSA\n令牌名称: X-Token\n", "密码重置地址=https://sso/reset\n", "密码过期天数: 90000000\n", "{\"是否启用密码\":\"是\",\"密码登录\":\"开启\"}", "会计凭证号=916483\n凭证编号=123456\n",
	},
	"pairs": {
		"<configuration><property><name>first_pass</name><value>true</value></property></configuration>", "<c><index>api_keys_v2</index><b>1</b></c>", "<c><app>secret-santa</app><b>true</b></c>", "[\"--password\",\"true\"]", "existingSecret: my-secret\na: b\n", "forgotPasswordLink: https://sso/forgot\n", "digest:bob:x:r\n", "setAcl /a digest:bob:x:cdrwa\n", "digest:sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n", "openssl x509 -in a -noout -keyout b\n", "zip -r a.zip b\n7z a x.7z b\n", "base64:aGVsbG8gd29ybGQ=\n", "ico-image.png pul-request tskey-x ntn_x 1//2\n", "define('path', 'x');\n",
	},
	"shapes": {
		"a sk-SK b task-force-of-the-northern-territories", "hf_short npm_x AIza ya29", "$HOME $1 $2 $6 cost $2 and $1\n", "{SHA} and {id}\n", "eyJ is how it begins", "git clone ssh://git@h/x\n", "mysql -h h --port 3306\n", "docker run -u 1000:1000 a\nchown root:root b\n", "cp -p a b\nmkdir -p a/b\nps -u bob\n", "curl -s http://h/x -o y\n", "identified by nobody\n", "00:11:22:33:44:55\n00:1b:44:11:3a:b7\n", "10:20:30:40:50\na:b:c:d:e\n",
		"image: registry:5000/a/b:1\n", "root:x:0:0:root:/root:/bin/bash\nbob:x:1000:1000::/home/bob:/bin/sh\n", "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n", "d41d8cd98f00b204e9800998ecf8427e  a.txt\n", "550e8400-e29b-41d4-a716-446655440000\n", "salt=3\niterations=4096\n", "h:9092,h2:9092/kafka\n", "user_bob=\"x\"\nuser_count=3\n", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n",
		"MIIDdzCCAl+gAwIBtokenabcdefghijklmnopqrstuvwxyzpwdABCDEFGHIJKLMN0\nAAAA\n", `{"kty":"RSA","n":"abc","e":"AQAB","alg":"RS256"}`,
	},
}

// harmlessPaths are paths of znodes without secrets.
var harmlessPaths = []string{
	"/services/token-service/i1", "/app/password-service/port", "/services/cookie/i1", "/brokers/topics/user-tokens/partitions/0/state", "/config/app/token.ttl", "/config/app/secretary/phone", "/services/token-service", "/services/cookie", "/brokers/topics/user-tokens", "/config/topics/user-tokens", "/config/app/max_tokens", "/solr/configs/x/tokenizer.txt", "/app/passwordless",
	"/bypass", "/pass_through", "/consumers/token-reader/offsets/a/0", "/dubbo/com.acme.TokenService/providers", "/a/password-policy", "/services/password-reset-service/host1/port", "/hbase/tokenauth-server/x/y", "/config/clients/token-client/quota/x", "/clickhouse/tables/user_tokens/replicas/r1/host", "/apps/secretary", "/id_rsa.pub", "/locks/token-refresh-lock", "/queue/password-reset", "/jobs/rotate-secrets/last-run", "/app/密码强度", "/app/forgotPasswordLink", "/registry/existingSecret",
}

func TestHarmless(t *testing.T) {
	masker := defaultMasker(t)
	for kind, texts := range harmless {
		t.Run(kind, func(t *testing.T) {
			for _, text := range texts {
				if masked := masker.Mask(znode.Root, []byte(text)); masked.Count != 0 {
					t.Errorf("%q\nis masked: %q", text, strings.ReplaceAll(string(masked.Data), mask.Text, "~"))
				}
			}
		})
	}
	for _, path := range harmlessPaths {
		if masked := masker.Mask(parsePath(t, path), []byte("a")); masked.Count != 0 {
			t.Errorf("%s is masked", path)
		}
	}
}
