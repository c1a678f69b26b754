//! The program itself: its flags, its output, its end.
#![cfg(unix)]
// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use std::process::{ExitStatus, Stdio};

use serde_json::json;
use support::{Client, TestServer, sign, token, within};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

struct Program {
    child: Child,
    stdout: Lines<BufReader<ChildStdout>>,
    base: String,
}

fn command(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groupwire-server"));
    command.args(flags).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.kill_on_drop(true);
    command
}

async fn run(mut command: Command) -> Program {
    let mut child = command.spawn().expect("the program starts");
    let stdout = child.stdout.take().expect("stdout");
    let mut stdout = BufReader::new(stdout).lines();
    let line = within(stdout.next_line()).await.expect("text").expect("a line");
    let base = line.strip_prefix("groupwire-server listening on ").expect("the line").to_owned();
    Program { child, stdout, base }
}

impl Program {
    fn host(&self) -> &str {
        self.base.strip_prefix("http://").expect("a URL")
    }

    async fn connect(&self, token: &str) -> Client {
        let stream = TcpStream::connect(self.host()).await.expect("it listens");
        let url = format!("ws://{}/api?token={token}", self.host());
        let request = url.into_client_request().expect("a URL");
        let (socket, _) =
            within(tokio_tungstenite::client_async(request, stream)).await.expect("open");
        Client { socket }
    }

    async fn signal(&self, name: &str) {
        let pid = self.child.id().expect("it runs").to_string();
        let kill = Command::new("kill").args(["-s", name, &pid]).status();
        assert!(within(kill).await.expect("kill").success());
    }

    /// Waits for the end; everything that was printed after the first line.
    async fn end(mut self) -> (ExitStatus, String, String) {
        let status = within(self.child.wait()).await.expect("an end");
        let mut rest = String::new();
        while let Some(line) = within(self.stdout.next_line()).await.expect("text") {
            rest.push_str(&line);
        }
        let mut log = String::new();
        let stderr = self.child.stderr.as_mut().expect("stderr");
        within(stderr.read_to_string(&mut log)).await.expect("text");
        (status, rest, log)
    }
}

async fn fails(flags: &[&str]) -> String {
    let output = within(command(flags).output()).await.expect("an end");
    assert!(!output.status.success(), "{flags:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).expect("text")
}

/// S1, S3
#[tokio::test]
async fn it_tells_its_address_and_serves_guests_without_any_key() {
    let program = run(command(&["--listen", "127.0.0.1:0"])).await;
    let (_, port) = program.host().rsplit_once(':').expect("a port");
    assert_ne!(port, "0");
    let http = reqwest::Client::new();
    let guest =
        within(http.post(format!("{}/guest", program.base)).send()).await.expect("an answer");
    let guest: serde_json::Value = within(guest.json()).await.expect("JSON");
    let mut client = program.connect(guest["token"].as_str().expect("a token")).await;
    client.join("g").await;
    client.close().await;
    program.signal("TERM").await;
    let (_, stdout, log) = program.end().await;
    assert_eq!(stdout, "");
    assert!(log.contains("random secret"), "{log}");
}

/// S2
#[tokio::test]
async fn flags_have_environment_variables_and_help() {
    let mut command = command(&["--help"]);
    command.env("GROUPWIRE_HS256_SECRET", "do not show this");
    let output = within(command.output()).await.expect("an end");
    assert!(output.status.success());
    let help = String::from_utf8(output.stdout).expect("text");
    assert!(!help.contains("do not show this"));
    let flags: Vec<_> = help.lines().filter(|line| line.trim_start().starts_with("--")).collect();
    assert!(flags.len() >= 20, "{help}");
    for flag in flags {
        let name = flag.trim_start().trim_start_matches("--");
        let name = name.split([' ', '=', '[']).next().expect("a name");
        let variable = format!("[env: GROUPWIRE_{}", name.to_uppercase().replace('-', "_"));
        assert!(help.contains(&variable), "{variable}");
    }

    let mut command = self::command(&[]);
    command
        .env("GROUPWIRE_LISTEN", "127.0.0.1:0")
        .env("GROUPWIRE_HS256_SECRET", support::SECRET)
        .env("GROUPWIRE_SERVICE", "from-env");
    let program = run(command).await;
    let mut ann = program.connect(&token("ann")).await;
    ann.join("g").await;
    let list = reqwest::Client::new()
        .post(format!("{}/get-ws-group", program.base))
        .header("authorization", token("ann"))
        .body(r#"{"searchFor":"group"}"#);
    let list: serde_json::Value =
        within(within(list.send()).await.expect("an answer").json()).await.expect("JSON");
    assert_eq!(list["list"][0]["rid"], "from-env#g");
}

/// S3
#[tokio::test]
async fn it_does_not_start_without_knowing_whom_to_trust() {
    let log = fails(&["--listen", "0.0.0.0:0"]).await;
    assert!(log.contains("--hs256-secret"), "{log}");
    for two in [
        ["--hs256-secret", "x", "--jwks", "y"],
        ["--hs256-secret", "x", "--public-key", "y"],
        ["--public-key", "x", "--jwks", "y"],
    ] {
        assert!(fails(&two).await.contains("cannot be used with"));
    }
    let log = fails(&["--listen", "127.0.0.1:0", "--public-key", "/does/not/exist"]).await;
    assert!(log.contains("/does/not/exist"), "{log}");
    let log = fails(&["--listen", "127.0.0.1:0", "--public-key", "/dev/null"]).await;
    assert!(log.contains("no public key"), "{log}");
    assert!(fails(&["--listen", "127.0.0.1:0", "--service", "a#b"]).await.contains("--service"));
    // An empty secret would accept what anybody signs.
    assert!(fails(&["--listen", "127.0.0.1:0", "--hs256-secret", ""]).await.contains("secret"));
}

/// S4
#[tokio::test]
async fn signals_close_everybody_and_end_the_program_well() {
    for signal in ["TERM", "INT"] {
        let program =
            run(command(&["--listen", "127.0.0.1:0", "--hs256-secret", support::SECRET])).await;
        let mut ann = program.connect(&token("ann")).await;
        let mut ben = program.connect(&token("ben")).await;
        ann.join("g").await;
        ben.join("g").await;
        assert_eq!(ann.next().await["#code"], "USER_JOINED");
        program.signal(signal).await;
        // Nobody is told that the others are gone: all are.
        for client in [&mut ann, &mut ben] {
            assert_eq!(client.closed().await, 1001);
        }
        drop((ann, ben));
        let (status, _, _) = program.end().await;
        assert_eq!(status.code(), Some(0));
    }
}

/// S4: whoever does not answer is not waited for beyond the deadline.
#[tokio::test]
async fn the_end_has_a_deadline() {
    let program = run(command(&[
        "--listen",
        "127.0.0.1:0",
        "--hs256-secret",
        support::SECRET,
        "--shutdown-timeout",
        "200ms",
    ]))
    .await;
    // Neither of them reads, or ends its stream.
    let _silent = program.connect(&token("ann")).await;
    let _idle = TcpStream::connect(program.host()).await.expect("it listens");
    program.signal("TERM").await;
    let (status, _, log) = program.end().await;
    assert_eq!(status.code(), Some(0));
    assert!(log.contains("not all connections were closed in time"), "{log}");
}

/// S5
#[tokio::test]
async fn no_token_is_ever_logged() {
    let mut command = command(&["--listen", "127.0.0.1:0", "--hs256-secret", support::SECRET]);
    command.env("GROUPWIRE_LOG", "trace").env("RUST_LOG", "trace");
    let program = run(command).await;
    let good = token("ann");
    let expired = sign(json!({ "sub": "ann", "exp": 1 }));
    let mut ann = program.connect(&good).await;
    ann.send(json!({ "action": "joinRoom", "rid": "g", "token": good })).await;
    ann.next().await;
    ann.send(json!({ "action": "dance", "token": good })).await;
    ann.next_error().await;
    let http = reqwest::Client::new();
    for path in [format!("/api?token={expired}"), format!("/api?token={good}"), format!("/?{good}")]
    {
        within(http.get(format!("{}{path}", program.base)).send()).await.expect("an answer");
    }
    for token in [&good, &expired] {
        let list = http.post(format!("{}/get-ws-group", program.base)).body("{}");
        within(list.header("authorization", token).send()).await.expect("an answer");
    }
    ann.close().await;
    program.signal("TERM").await;
    let (_, _, log) = program.end().await;
    assert!(log.contains("connection ends"), "the log is not at level trace: {log}");
    for token in [good, expired] {
        for part in token.split('.').skip(1).chain([token.as_str()]) {
            assert!(!log.contains(part), "{log}");
        }
    }
    assert!(!log.contains("token="), "{log}");
}

/// S4: in-process, the same.
#[tokio::test]
async fn the_library_stops_when_told() {
    let mut server: TestServer = support::start(|_| {}).await;
    let mut ann = server.join("ann", "g").await;
    server.stop.take().expect("it runs").send(()).expect("it runs");
    assert_eq!(ann.closed().await, 1001);
    drop(ann);
    within(server.task).await.expect("no panic");
}

/// A folder of its own, for as long as the test runs.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("groupwire-{name}-{}", std::process::id()));
        std::fs::create_dir(&path).expect("a fresh folder");
        Self(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("text").to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left of it is in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs `add-user` with this on stdin; what it says on stderr when it fails.
async fn add_user(flags: &[&str], stdin: &str) -> Result<(), String> {
    let mut command = command(&["add-user"]);
    let mut child = command.args(flags).stdin(Stdio::piped()).spawn().expect("it starts");
    let mut pipe = child.stdin.take().expect("stdin");
    // It may fail before it reads.
    let _ = pipe.write_all(stdin.as_bytes()).await;
    drop(pipe);
    let output = within(child.wait_with_output()).await.expect("an end");
    assert_eq!(output.stdout, b"");
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8(output.stderr).expect("text"))
}

/// DS36
#[tokio::test]
async fn a_user_is_added_and_logs_in() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new("add-user");
    let file = folder.file("users.toml");
    let add = |name| [name, "--users", file.as_str(), "--password-stdin"];
    add_user(&[&add("alice")[..], &["--name", "Alice A."]].concat(), "first\n")
        .await
        .expect("added");
    add_user(&add("bob"), "päss wörd\r\n").await.expect("added");
    let mode = std::fs::metadata(&file).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let text = std::fs::read_to_string(&file).expect("text");
    assert!(text.contains("$argon2id$") && !text.contains("first"), "{text}");

    let taken = add_user(&add("alice"), "second\n").await.expect_err("taken");
    assert!(taken.contains("--replace"), "{taken}");
    assert_eq!(std::fs::read_to_string(&file).expect("text"), text);
    add_user(&[&add("alice")[..], &["--replace"]].concat(), "second\n").await.expect("changed");
    let changed = std::fs::read_to_string(&file).expect("text");
    assert_ne!(changed, text);
    assert!(changed.contains("Alice A."), "{changed}");
    let names = std::fs::read_dir(&folder.0).expect("a folder").count();
    assert_eq!(names, 1, "nothing else is left behind");

    let mut server = command(&["--listen", "127.0.0.1:0"]);
    server.env("GROUPWIRE_USERS", &file);
    let program = run(server).await;
    let stream = TcpStream::connect(program.host()).await.expect("it listens");
    let request = format!("ws://{}/websocket", program.host()).into_client_request();
    let opened = tokio_tungstenite::client_async(request.expect("a URL"), stream);
    let mut client = Client { socket: within(opened).await.expect("open").0 };
    client.connect_ddp().await;
    for (name, password, is_good) in
        [("alice", "first", false), ("alice", "second", true), ("bob", "päss wörd", true)]
    {
        let login = json!([{ "user": { "username": name }, "password": password }]);
        let answer = client.call("login", login).await;
        assert_eq!(answer["error"].is_null(), is_good, "{name} {password}: {answer}");
    }
}

/// DS36
#[tokio::test]
async fn users_who_could_not_log_in_are_not_added() {
    let folder = Folder::new("no-user");
    let file = folder.file("users.toml");
    let add = |name| [name, "--users", file.as_str(), "--password-stdin"];
    for (name, stdin, why) in [
        ("alice", "\n", "empty"),
        ("a b", "x\n", "no spaces"),
        ("@all", "x\n", "none of @"),
        ("", "x\n", "1 to 256"),
    ] {
        let error = add_user(&add(name), stdin).await.expect_err("refused");
        assert!(error.contains(why), "{name}: {error}");
    }
    assert!(!std::fs::exists(&file).expect("a folder"));
    add_user(&[&add("alice")[..], &["--id", "1"]].concat(), "x\n").await.expect("added");
    let error = add_user(&[&add("bob")[..], &["--id", "1"]].concat(), "x\n").await;
    assert!(error.expect_err("refused").contains("Another user has that id"));
    add_user(&[&add("carl")[..], &["--email", "C@x"]].concat(), "x\n").await.expect("added");
    let error = add_user(&[&add("dora")[..], &["--email", "c@X"]].concat(), "x\n").await;
    assert!(error.expect_err("refused").contains("email"), "the server would not start");
}

/// DS36
#[tokio::test]
async fn the_server_does_not_start_with_a_file_of_users_that_is_none() {
    let folder = Folder::new("bad-users");
    let hash = "$argon2id$v=19$m=8,t=1,p=1$hmCyl6quQ7CAA1jmcu7wdA$ovkBBAVCuii2JNHYBohqqnW8SmqFcUoor2Jozoo/m9E";
    let user = |more: &str| format!("[[users]]\npassword = \"{hash}\"\n{more}\n");
    for (text, why) in [
        ("nonsense".to_owned(), "byte"),
        (user("username = \"a\"\nadmin = true"), "admin"),
        (user(""), "username"),
        ("[[users]]\nusername = \"a\"\npassword = \"secret\"".to_owned(), "argon2"),
        (user("username = \"a\"") + &user("username = \"a\"\nid = \"2\""), "user name"),
        (user("username = \"a\"") + &user("username = \"b\"\nid = \"a\""), "the id"),
        (
            user("username = \"a\"\nemail = \"x@y\"") + &user("username = \"b\"\nemail = \"X@Y\""),
            "email",
        ),
    ] {
        let file = folder.file("users.toml");
        std::fs::write(&file, &text).expect("written");
        let log = fails(&["--listen", "127.0.0.1:0", "--users", &file]).await;
        assert!(log.contains(why) && log.contains("users.toml"), "{why}: {log}");
        assert!(!log.contains(hash), "{log}");
    }
    let missing = fails(&["--listen", "127.0.0.1:0", "--users", &folder.file("missing")]).await;
    assert!(missing.contains("missing"), "{missing}");
}
