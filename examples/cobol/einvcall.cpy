      *> PERFORM EINV-OPEN with the configuration in EINV-IN and EINV-IN-LEN: "{}" is the built-in sandbox.
      *> A library that is missing, of another processor or of another interface ends the program with a sentence.
       EINV-OPEN.
           CALL "einv_abi" RETURNING EINV-FOUND-ABI
               ON EXCEPTION
                   DISPLAY "the einv library can't be loaded: it is missing, or of another processor than this program;"
                   DISPLAY "set COB_PRE_LOAD=libeinv, and COB_LIBRARY_PATH to the folder of libeinv.so"
                   STOP RUN RETURNING 3
           END-CALL
           IF EINV-FOUND-ABI NOT = EINV-ABI
               DISPLAY "the einv library has the interface " EINV-FOUND-ABI ", this program speaks " EINV-ABI
               STOP RUN RETURNING 3
           END-IF
           CALL "einv_open" USING BY REFERENCE EINV-IN BY VALUE EINV-IN-LEN BY REFERENCE EINV-ENGINE
               BY REFERENCE EINV-OUT BY VALUE EINV-ROOM BY REFERENCE EINV-OUT-LEN
               RETURNING EINV-RESULT
           END-CALL
           IF EINV-ENGINE = 0
               DISPLAY EINV-OUT(1:EINV-OUT-LEN)
               STOP RUN RETURNING 3
           END-IF.

      *> PERFORM EINV-CALL with EINV-VERB ("submit"), EINV-IN, EINV-IN-LEN and EINV-OPTS (JSON, or spaces).
      *> EINV-RESULT is the number, EINV-OUT(1:EINV-OUT-LEN) the answer.
       EINV-CALL.
           MOVE SPACES TO EINV-FUNCTION
           STRING "einv_" EINV-VERB DELIMITED BY SPACE INTO EINV-FUNCTION
           MOVE FUNCTION LENGTH(FUNCTION TRIM(EINV-OPTS)) TO EINV-OPTS-LEN
           IF EINV-OPTS = SPACES
               MOVE 0 TO EINV-OPTS-LEN
           END-IF
           CALL EINV-FUNCTION USING BY VALUE EINV-ENGINE BY REFERENCE EINV-IN BY VALUE EINV-IN-LEN
               BY REFERENCE EINV-OPTS BY VALUE EINV-OPTS-LEN
               BY REFERENCE EINV-OUT BY VALUE EINV-ROOM BY REFERENCE EINV-OUT-LEN
               RETURNING EINV-RESULT
               ON EXCEPTION
                   DISPLAY "this library has no " EINV-FUNCTION
                   STOP RUN RETURNING 3
           END-CALL
           IF EINV-OUT-LEN > EINV-ROOM
               DISPLAY "the answer needs " EINV-OUT-LEN " bytes: enlarge EINV-ROOM"
               STOP RUN RETURNING 3
           END-IF.

      *> The old handle is kept, so a later call returns E_HANDLE.
       EINV-CLOSE.
           CALL "einv_close" USING BY VALUE EINV-ENGINE RETURNING EINV-RESULT END-CALL.

      *> The file named by EINV-FILE-NAME into EINV-IN and EINV-IN-LEN, byte for byte.
       EINV-READ-FILE.
           CALL "CBL_CHECK_FILE_EXIST" USING EINV-FILE-NAME EINV-FILE-DETAILS RETURNING EINV-FILE-STATUS END-CALL
           IF EINV-FILE-STATUS NOT = 0 OR EINV-FILE-SIZE > EINV-ROOM
               DISPLAY "can't be read: " FUNCTION TRIM(EINV-FILE-NAME)
               STOP RUN RETURNING 3
           END-IF
           CALL "CBL_OPEN_FILE" USING EINV-FILE-NAME EINV-FILE-READS EINV-FILE-SHARED EINV-FILE-DEVICE EINV-FILE-HANDLE
           END-CALL
           MOVE 0 TO EINV-FILE-OFFSET
           MOVE EINV-FILE-SIZE TO EINV-FILE-COUNT
           CALL "CBL_READ_FILE" USING EINV-FILE-HANDLE EINV-FILE-OFFSET EINV-FILE-COUNT EINV-FILE-DEVICE EINV-IN
           END-CALL
           CALL "CBL_CLOSE_FILE" USING EINV-FILE-HANDLE END-CALL
           MOVE EINV-FILE-SIZE TO EINV-IN-LEN.

      *> EINV-OUT(1:EINV-OUT-LEN) into the file named by EINV-FILE-NAME.
       EINV-WRITE-FILE.
           CALL "CBL_CREATE_FILE" USING EINV-FILE-NAME EINV-FILE-WRITES EINV-FILE-SHARED EINV-FILE-DEVICE EINV-FILE-HANDLE
               RETURNING EINV-FILE-STATUS END-CALL
           IF EINV-FILE-STATUS NOT = 0
               DISPLAY "can't be written: " FUNCTION TRIM(EINV-FILE-NAME)
               STOP RUN RETURNING 3
           END-IF
           MOVE 0 TO EINV-FILE-OFFSET
           MOVE EINV-OUT-LEN TO EINV-FILE-COUNT
           CALL "CBL_WRITE_FILE" USING EINV-FILE-HANDLE EINV-FILE-OFFSET EINV-FILE-COUNT EINV-FILE-DEVICE EINV-OUT
           END-CALL
           CALL "CBL_CLOSE_FILE" USING EINV-FILE-HANDLE END-CALL.
