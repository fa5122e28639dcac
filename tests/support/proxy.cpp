#include "support/proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <list>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "support/proxy_link.hpp"

namespace seedbed::test {
namespace {

// The first messages of a connection other than the version of the protocol.
constexpr std::string_view kAskForTls("\x04\xd2\x16\x2f", 4);
constexpr std::string_view kAskForGss("\x04\xd2\x16\x30", 4);
constexpr std::string_view kVersion3("\0\x03", 2);

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

// Binds to this port, or to a free one if it is 0. Connections are refused until listen().
FileDescriptor bind_to(in_port_t port) {
  FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int yes = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  // Few bytes are on their way when the server has failed.
  const int bytes = 64 << 10;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("bind");
  return socket;
}

in_port_t port_of(const FileDescriptor& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) fail("getsockname");
  return ntohs(address.sin_port);
}

// The descriptor is not open if no server listens.
FileDescriptor connect_to(const std::string& path) {
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return FileDescriptor();
  }
  return socket;
}

// The text of a statement, from either of the two messages that carry one.
std::string_view statement_in(const Message& message) {
  if (message.type != 'Q' && message.type != 'P') return {};
  std::string_view text = message.body;
  if (message.type == 'P') text.remove_prefix(std::min(text.size(), text.find('\0') + 1));  // a name
  return text.substr(0, text.find('\0'));
}

}  // namespace

class Proxy::Forwarder {
 public:
  explicit Forwarder(std::string server)
      : server_(std::move(server)),
        listener_(bind_to(0)),
        port_(port_of(listener_)),
        wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        thread_([this] { run(); }) {
    refuse(false);
  }
  Forwarder(const Forwarder&) = delete;
  Forwarder& operator=(const Forwarder&) = delete;
  ~Forwarder() {
    change([this] { stopped_ = true; });
    thread_.join();
  }

  [[nodiscard]] int port() const { return port_; }

  // Changes the state that is shared with the thread, and wakes it.
  template <typename Change>
  void change(const Change& make) {
    {
      const std::lock_guard lock(mutex_);
      make();
    }
    ::eventfd_write(wake_.get(), 1);
  }

  void plan(const Cut& cut) {
    change([&] {
      plan_ = cut;
      ++plan_number_;
      was_cut_ = false;
      answer_.clear();
    });
  }

  void refuse(bool refused) {
    change([&] { refused_ = refused; });
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return listening_ != refused; });
  }

  bool was_cut(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [this] { return was_cut_; });
  }

  std::string answer() {
    const std::lock_guard lock(mutex_);
    return answer_;
  }

  void release() {
    change([&] { released_ = true; });
  }

  void cut_held() {
    change([&] { cut_held_ = true; });
  }

  std::size_t copied_after_error() {
    const std::lock_guard lock(mutex_);
    return copied_after_error_;
  }

  int accepted() {
    const std::lock_guard lock(mutex_);
    return accepted_;
  }

 private:
  using Links = std::list<ProxyLink>;

  void run() {
    while (follow_orders()) {
      std::vector<pollfd> polled = everything_to_poll();
      if (::poll(polled.data(), polled.size(), -1) < 0) continue;
      if (polled[0].revents != 0) {
        eventfd_t ignored = 0;
        ::eventfd_read(wake_.get(), &ignored);
      }
      const bool somebody_comes = polled[1].revents != 0;
      std::size_t at = 2;
      for (auto link = links_.begin(); link != links_.end(); at += 2) {
        const auto current = link++;
        if (!serve(*current, polled[at].revents, polled[at + 1].revents)) links_.erase(current);
      }
      if (somebody_comes) accept_client();
    }
  }

  // Does what other threads asked for. Returns false at the end.
  bool follow_orders() {
    const std::lock_guard lock(mutex_);
    if (refused_) links_.clear();
    if (std::exchange(cut_held_, false)) links_.remove_if([](const ProxyLink& link) { return link.held; });
    if (std::exchange(released_, false)) {
      for (ProxyLink& link : links_) link.held = link.withholding = false;
    }
    refuse_or_listen();
    changed_.notify_all();
    return !stopped_;
  }

  // With the mutex locked.
  void refuse_or_listen() {
    if (refused_ && listening_) {
      listener_ = FileDescriptor();
      listener_ = bind_to(port_);
    }
    if (!refused_ && !listening_ && ::listen(listener_.get(), SOMAXCONN) != 0) fail("listen");
    listening_ = !refused_;
  }

  // poll() ignores descriptors that are not open.
  std::vector<pollfd> everything_to_poll() const {
    const auto side = [](const LinkSide& polled, const LinkSide& other, bool silent) {
      const int read = polled.ended() || other.is_full() ? 0 : POLLIN;
      const int write = !silent && polled.has_output() ? POLLOUT : 0;
      return pollfd{read + write == 0 ? -1 : polled.socket(), static_cast<short>(read | write), 0};
    };
    std::vector<pollfd> polled{{wake_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    for (const ProxyLink& link : links_) {
      polled.push_back(side(link.client, link.server, link.held || link.withholding));
      polled.push_back(link.held ? pollfd{-1, 0, 0} : side(link.server, link.client, false));
    }
    return polled;
  }

  void accept_client() {
    FileDescriptor client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!client.is_open()) return;
    FileDescriptor server = connect_to(server_);
    if (!server.is_open()) return;
    links_.push_back({LinkSide(std::move(client)), LinkSide(std::move(server))});
    const std::lock_guard lock(mutex_);
    ++accepted_;
  }

  // Returns false if this link is to be closed.
  bool serve(ProxyLink& link, int client_events, int server_events) {
    constexpr int kReadable = POLLIN | POLLHUP | POLLERR;
    if ((client_events & kReadable) != 0) link.client.receive();
    if ((server_events & kReadable) != 0) link.server.receive();
    if (!link.held && (!forward_client(link) || !forward_server(link))) {
      link.held = link.holds;
      const std::lock_guard lock(mutex_);
      was_cut_ = true;
      refused_ = refused_ || link.refuse_afterwards;
      refuse_or_listen();  // before the client sees that it was cut
      if (!link.held) return false;
    }
    if (link.held) return !link.client.ended();
    if (link.server.has_output()) link.server.flush();
    if (link.client.has_output() && !link.withholding) link.client.flush();
    return !(link.client.ended() && !link.server.has_output()) &&
           !(link.server.ended() && !link.client.has_output());
  }

  // Both return false if the connection is to be cut now.
  bool forward_client(ProxyLink& link) {
    while (const auto message = link.client.next(link.started)) {
      if (!link.started && (message->body == kAskForTls || message->body == kAskForGss)) {
        link.client.send("N");
        continue;
      }
      const bool cut = link.started && cuts(link, *message);
      if (cut && !link.holds) return false;
      link.started = link.started || message->body.starts_with(kVersion3);
      link.server.send(message->whole);
      if (cut) return false;
    }
    return true;
  }

  bool forward_server(ProxyLink& link) {
    while (const auto message = link.server.next(true)) {
      if (message->type == 'E' || message->type == 'Z') link.failed = message->type == 'E';
      if (!link.withholding || link.holds) link.client.send(message->whole);
      if (!link.withholding) continue;
      if (message->type == 'Z') {  // ready for the next statement
        return false;
      } else if (message->type == 'C' || message->type == 'E') {
        const std::lock_guard lock(mutex_);
        answer_ =
            message->type == 'E' ? "ERROR" : std::string(message->body.substr(0, message->body.find('\0')));
      }
    }
    return true;
  }

  // Whether the plan is to cut before this message of a client is forwarded.
  bool cuts(ProxyLink& link, const Message& message) {
    const std::lock_guard lock(mutex_);
    if (link.failed && message.type == 'd') copied_after_error_ += message.body.size();
    if (!plan_) return false;
    if (link.plan != plan_number_) {
      link.plan = plan_number_;
      link.marked = plan_->only_after.empty();
      link.copied = 0;
    }
    const std::string_view statement = statement_in(message);
    if (!link.marked) {
      link.marked = statement.find(plan_->only_after) != std::string_view::npos;
      return false;
    }
    if (!is_the_moment(link, message, statement)) return false;
    link.refuse_afterwards = plan_->refuse_afterwards;
    link.holds = plan_->hold;
    link.withholding = plan_->moment == Cut::Moment::after_answer;
    plan_.reset();
    return !link.withholding;
  }

  bool is_the_moment(ProxyLink& link, const Message& message, std::string_view statement) {
    if (plan_->moment == Cut::Moment::in_copy) {
      if (message.type != 'd') return false;
      link.copied += message.body.size();
      return link.copied > plan_->bytes;
    }
    return !statement.empty() && statement.find(plan_->text) != std::string_view::npos &&
           --plan_->occurrence == 0;
  }

  const std::string server_;
  FileDescriptor listener_;
  const in_port_t port_;
  const FileDescriptor wake_;
  Links links_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::optional<Cut> plan_;
  int plan_number_ = 0;
  bool stopped_ = false;
  bool refused_ = false;
  bool listening_ = false;
  bool was_cut_ = false;
  bool released_ = false;
  bool cut_held_ = false;
  std::size_t copied_after_error_ = 0;
  std::string answer_;
  int accepted_ = 0;

  std::thread thread_;
};

Proxy::Proxy(const PostgresServer& server)
    : user_(server.user),
      forwarder_(std::make_unique<Forwarder>(server.socket_folder + "/.s.PGSQL." + server.port)) {}

Proxy::~Proxy() = default;

std::string Proxy::address(const std::string& database) const {
  return "postgresql://" + user_ + "@127.0.0.1:" + std::to_string(forwarder_->port()) + "/" + database +
         "?sslmode=disable&gssencmode=disable";
}

void Proxy::plan(const Cut& cut) { forwarder_->plan(cut); }
bool Proxy::was_cut(std::chrono::milliseconds patience) const { return forwarder_->was_cut(patience); }
std::string Proxy::withheld_answer() const { return forwarder_->answer(); }
int Proxy::accepted() const { return forwarder_->accepted(); }
void Proxy::release() { forwarder_->release(); }
void Proxy::cut_held() { forwarder_->cut_held(); }
std::size_t Proxy::copied_after_error() const { return forwarder_->copied_after_error(); }
void Proxy::refuse() { forwarder_->refuse(true); }
void Proxy::accept_again() { forwarder_->refuse(false); }

}  // namespace seedbed::test
