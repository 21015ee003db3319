package format

import "unicode"

// The characters that make up most of the text in a language: the most frequent ones in prose, and
// those in settings and logs.
var (
	simplified  = runeSet(usualHan + usualHanSimplified + punctuationHan)
	traditional = runeSet(usualHan + usualHanTraditional + punctuationHan)
	hangul      = runeSet(usualHangul)
	japaneseHan = runeSet(usualHan + usualHanJapanese + punctuationHan + "・ー々")
	latin       = runeSet("àáâãäåæçèéêëìíîïñòóôõöøùúûüýßœšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŠŽ«»°€£§·–—‘’“”„…©®µ±²³ºª¿¡½¼")
)

const (
	punctuationHan = "，。、；：？！（）《》“”‘’「」『』【】—…·　"

	usualHan = "的一是不了在人有我他中大上生和地到出以可下也得那要就天年多本能子之自然成方都心只小如去公又行" +
		"同用主作面而什好看起定分其些現前所但因由此次名文件日期目外内高低新老用信息系列表位置地址端口服" +
		"最小最大等待成功失敗字符配置使用打包路由主机程序工作者管理部件源目工具提示以及完全部分基本常用保存取消上下左右" +
		"二三四五六七八九十百千万年月日北京上海王李明小江山水火木金土工者力女安全本法理解明白天地元首"

	usualHanSimplified = "个们这国来为会说对时学过里后么经发现无动开还进样从实给么将间门问关长应该当点两没问题" +
		"数据库密码节点户启动类型默认连接测试环境统集群务变删除创建设置计时间错误请求响应缓存队列线程监控调试验证登录权限" +
		"议协号传输读写执过程语订单价值账产经销网络机构级组织图书馆电话东西华报张陈刘杨赵黄吴厂广质区县镇乡镇车边进运达远" +
		"资源储备份恢复处理结果状态检查显示选择确认警告异常超时版本编辑译码项条记录历史详细简单总计数值单键开关闭"

	usualHanTraditional = "個們這國來為會說對時學過裡後麼經發現無動開還進樣從實給將間門問關長應該當點兩沒問題" +
		"數據庫資料密碼節點戶啟動類型預設連接連線測試環境統叢集群務變更刪除創建設定計時間錯誤請求回應緩存佇列執行緒監控調試驗證登錄權限" +
		"議協號傳輸讀寫過程語訂單價值帳產經銷網路機構級組織圖書館電話東西華報張陳劉楊趙黃吳廠廣質區縣鎮鄉車邊運達遠" +
		"資源儲備份恢復處理結果狀態檢查顯示選擇確認警告異常超時版本編輯譯碼項條記錄歷史詳細簡單總計數值單鍵開關閉器檔案伺服器使用者名稱"

	usualHanJapanese = "設定接続時間処理実行開始終了情報管理者検索画面表示変更削除登録認証利用環境試験本番確認権限会社東京都市県国語" +
		"学校電話番号株式業務担当氏名住所備考値型式数字文字列結果状態警告異常正常再起動停止機能対象必要可能場合注意"

	usualHangul = "이다는에의가을하고한지로사기도서은으자대정를시리나일수인어제보부과그아상장전해성공주스원구있게비니만" +
		"안세조면오여들신치경모유마소우적위연동문실것트관용러당않계선김생내개방분미간무요통두들물작산없국식체라진발회저중" +
		"데터베설값명이름비밀번호사용자주소포트서버경로파일노드로그시작종료오류연결접속테스트환경운영목록추가삭제변수검색확인" +
		"등록정보입력출력확장상태처리결과기본설정값현재최대최소및또는습니까합됩된되했었았입"
)

func runeSet(runes string) map[rune]bool {
	set := map[rune]bool{}
	for _, r := range runes {
		set[r] = true
	}
	return set
}

func usualSimplified(r rune) bool { return simplified[r] }

func usualTraditional(r rune) bool { return traditional[r] }

func usualJapanese(r rune) bool { return r >= 0x3041 && r <= 0x30fe || japaneseHan[r] }

func usualKorean(r rune) bool { return hangul[r] }

func usualLatin(r rune) bool { return latin[r] }

func usualInUTF16(r rune) bool {
	return usualSimplified(r) || usualTraditional(r) || usualJapanese(r) || usualKorean(r) || unicode.In(r, unicode.Cyrillic, unicode.Greek)
}
