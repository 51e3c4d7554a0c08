# Waits until the test run is over, however it ends (Ctrl-C and kill -9 too), then stops every server that still
# stands in its folder and removes the folder. Standard input is a pipe that the run holds open.
dir=$1
cat >/dev/null
# A number is only believed when the process behind it was started on our folder.
command_of() { { tr '\0' ' ' <"/proc/$1/cmdline" || ps -ww -o command= -p "$1"; } 2>/dev/null; }
ours() { case "$(command_of "$1")" in *"$dir"*) true ;; *) false ;; esac }
stop_servers() {
  for file in "$dir"/*/postgres/postmaster.pid "$dir"/*/redis.pid; do
    [ -f "$file" ] || continue
    pid=$(head -n 1 "$file")
    ours "$pid" && kill -QUIT "$pid"
    while ours "$pid"; do sleep 0.05; done
  done
}
# A test's process that is still ending may bring its server back once more.
for _ in 1 2 3 4 5 6 7 8 9 10; do
  stop_servers
  rm -rf "$dir" 2>/dev/null && break
  sleep 0.5
done
