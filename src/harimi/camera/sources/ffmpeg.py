"""V4L2 cameras (USB, and others with a driver) and RTSP streams: ffmpeg takes the photograph, in a process of its own."""

from urllib.parse import quote, urlsplit, urlunsplit

from harimi.camera.sources.command import Command

_QUIET = ("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y")
_ONE = ("-frames:v", "1", "-q:v", "2", "-f", "image2", "-update", "1", "{file}")


def v4l2(device: str, width: int, height: int, skip: int, input_format: str) -> Command:
    """A photograph of `width` × `height` pixels after `skip` frames, in which the camera finds its exposure.

    `input_format` is ffmpeg's name of what the camera sends: mjpeg for most, yuyv422 for some.
    """
    camera = ("-f", "v4l2", "-input_format", input_format, "-video_size", f"{width}x{height}", "-i", device)
    return Command((*_QUIET, *camera, "-vf", f"select=gte(n\\,{skip})", *_ONE))


def rtsp(url: str, user: str = "", password: str = "") -> Command:
    """The first whole picture of a stream.

    The address goes through standard input, for it holds the password, and everybody on the machine sees a program's arguments.
    """
    words = ("-protocol_whitelist", "pipe,fd,rtsp,rtsps,rtp,udp,tcp,tls,crypto", "-f", "concat", "-safe", "0", "-i", "pipe:0")
    address = _with_password(url, user, password).replace("'", "%27")
    listed = f"ffconcat version 1.0\nfile '{address}'\noption rtsp_transport tcp\n"
    quiet = tuple(word for word in _QUIET if word != "-nostdin")
    return Command((*quiet, *words, *_ONE), listed.encode())


def _with_password(url: str, user: str, password: str) -> str:
    if not user:
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{quote(user, safe='')}:{quote(password, safe='')}@{parts.netloc}"))
