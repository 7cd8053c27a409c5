* einv from Visual FoxPro 9. Put einv.dll (the 32-bit one) and VFP's runtime beside the program.
*
*     SET PROCEDURE TO einv ADDITIVE
*     loEinv = CREATEOBJECT("Einv", "{}")
*     ? loEinv.Call("submit", FILETOSTR("bill.json"), '{"pick": "/irn"}'), loEinv.Answer
*
* Documents and answers are UTF-8 bytes. STRCONV(text, 9) makes them of a text in the code page, STRCONV(bytes, 11) back.
#DEFINE EINV_ABI 1
#DEFINE EINV_E_BUFFER 11

DEFINE CLASS Einv AS Custom
	Engine = 0
	Answer = ""

	* '{}' is the built-in sandbox.
	PROCEDURE Init(tcConfig)
		LOCAL lnFound, lnEngine, lnNeeded, lcRoom, loWhy
		TRY
			THIS.DeclareAll()
			lnFound = EinvAbi()
		CATCH TO loWhy
			ERROR "einv.dll can't be used: " + loWhy.Message + "; put the 32-bit einv.dll beside the program"
		ENDTRY
		IF m.lnFound # EINV_ABI
			ERROR "einv.dll has the interface " + TRANSFORM(m.lnFound) + ", this program speaks " + TRANSFORM(EINV_ABI)
		ENDIF
		STORE 0 TO lnEngine, lnNeeded
		lcRoom = REPLICATE(CHR(0), 65536)
		EinvOpen(m.tcConfig, LEN(m.tcConfig), @lnEngine, @lcRoom, LEN(m.lcRoom), @lnNeeded)
		IF m.lnEngine = 0
			ERROR LEFT(m.lcRoom, m.lnNeeded)
		ENDIF
		THIS.Engine = m.lnEngine
	ENDPROC

	* The number; THIS.Answer is the text or file.
	PROCEDURE Call(tcVerb, tcDocument, tcOptions)
		LOCAL lcFunction, lcOptions, lcRoom, lnNeeded, lnStatus, lnEngine
		lcFunction = "Einv" + STRTRAN(PROPER(STRTRAN(m.tcVerb, "_", " ")), " ", "")
		lcOptions = IIF(PCOUNT() < 3, "", m.tcOptions)
		lnEngine = THIS.Engine
		lnNeeded = 65536
		DO WHILE .T.
			* After too small a buffer the call may be repeated: nothing is done twice.
			lcRoom = REPLICATE(CHR(0), m.lnNeeded)
			lnStatus = EVALUATE(m.lcFunction + "(m.lnEngine, m.tcDocument, LEN(m.tcDocument), m.lcOptions, LEN(m.lcOptions), " + ;
				"@lcRoom, LEN(m.lcRoom), @lnNeeded)")
			IF m.lnStatus # EINV_E_BUFFER OR m.lnNeeded <= LEN(m.lcRoom)
				EXIT
			ENDIF
		ENDDO
		THIS.Answer = LEFT(m.lcRoom, m.lnNeeded)
		RETURN m.lnStatus
	ENDPROC

	* A picked value: line 1 is the first.
	PROCEDURE Line(tnIndex)
		RETURN STREXTRACT(CHR(10) + THIS.Answer + CHR(10), CHR(10), CHR(10), m.tnIndex)
	ENDPROC

	* Text as a JSON string with its quotes.
	PROCEDURE Quoted(tcText)
		LOCAL lcText, lnCode
		lcText = STRTRAN(STRTRAN(m.tcText, "\", "\\"), '"', '\"')
		FOR lnCode = 0 TO 31
			lcText = STRTRAN(m.lcText, CHR(m.lnCode), "\u00" + RIGHT(TRANSFORM(m.lnCode, "@0"), 2))
		ENDFOR
		RETURN '"' + m.lcText + '"'
	ENDPROC

	* The old handle is kept, so a later call returns E_HANDLE.
	PROCEDURE Destroy
		IF THIS.Engine # 0
			EinvClose(THIS.Engine)
		ENDIF
	ENDPROC

	* "make header" updates these lines from include/einv.h.
	PROTECTED PROCEDURE DeclareAll
		* begin generated
		DECLARE INTEGER EinvAbi IN einv.dll
		DECLARE INTEGER EinvVersion IN einv.dll STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvOpen IN einv.dll STRING config, INTEGER config_len, INTEGER @engine, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvClose IN einv.dll INTEGER handle
		DECLARE INTEGER EinvStop IN einv.dll INTEGER handle
		DECLARE INTEGER EinvValidate IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvNormalize IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvConvert IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvColumns IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvHash IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvCompute IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvEwbValidate IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvApplicability IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvGstr1 IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvExplain IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvRules IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvCodes IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvVerify IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvQr IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvPrint IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvEwbPrint IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvStamp IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvSubmit IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvCancel IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvStatus IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvReconcile IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvFlush IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvFetch IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvGstin IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvEwb IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvEwbCancel IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvEwbVehicle IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvEwbTransporter IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvEwbExtend IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvEwbConsolidate IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvEwbReject IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvEwbFetch IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvAudit IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvList IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvDue IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvBatch IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvProgress IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvResults IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvExport IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		DECLARE INTEGER EinvImport IN einv.dll INTEGER engine, STRING doc, INTEGER doc_len, STRING opts, INTEGER opts_len, STRING @room, INTEGER room_len, INTEGER @needed
		* end generated
	ENDPROC
ENDDEFINE
