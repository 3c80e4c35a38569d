/* A call from a page: microphone and loudspeaker of this browser on one side, our gateway on the
   other, sound sealed between them (WebRTC: DTLS-SRTP, Opus). For the page "call us" and for who
   answers at the desk.

     const call = new WebCall({ ask, end });
     call.addEventListener('state', () => show(call.state));   // asking, calling, talking, ended
     await call.begin();                                       // rejects: no microphone, nobody there
     call.press('1'); call.mute(true); call.hangUp();

   `loudness` is how loud the other side is just now. `audio`: how the microphone is treated, where the room's noise should not be taken away.
   `ask(offer)` hands the offer to the application and resolves to { sid, answer }, as the gateway's
   POST …/Pages.json gives it. `end(sid)` has it end the call there (Status=completed). */
(() => {
  'use strict';
  const GATHERS = 2000; // milliseconds: one address that the gateway can see us from is enough
  const BREAKS = 8000; // a line that is interrupted so long is over

  const CLEAN = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

  class WebCall extends EventTarget {
    constructor({ ask, end = () => {}, audio = CLEAN }) {
      super();
      Object.assign(this, { ask, end, audio, state: 'new', sid: '' });
    }

    static get isPossible() {
      return Boolean(globalThis.RTCPeerConnection && navigator.mediaDevices?.getUserMedia);
    }

    async begin() {
      this.become('asking');
      try {
        this.stream = await navigator.mediaDevices.getUserMedia({ audio: this.audio });
        if (this.state === 'ended') return this.close();
        this.become('calling');
        await this.connect();
      } catch (error) {
        this.close();
        throw error;
      }
    }

    async connect() {
      const line = new RTCPeerConnection();
      this.line = line;
      const [track] = this.stream.getAudioTracks();
      this.sender = line.addTrack(track, this.stream);
      line.addEventListener('track', (event) => this.sound(event.track));
      line.addEventListener('connectionstatechange', () => this.follow());
      await line.setLocalDescription(await line.createOffer());
      await gathered(line);
      const { sid, answer } = await this.ask(line.localDescription.sdp);
      this.sid = sid;
      if (this.state === 'ended') return this.end(sid); // she hung up while it rang
      await line.setRemoteDescription({ type: 'answer', sdp: answer });
    }

    follow() {
      const now = this.line.connectionState;
      clearTimeout(this.breaking);
      if (now === 'connected') this.become('talking');
      if (now === 'failed' || now === 'closed') this.close();
      if (now === 'disconnected') this.breaking = setTimeout(() => this.close(), BREAKS);
    }

    sound(track) {
      this.speaker = document.createElement('audio');
      this.speaker.srcObject = new MediaStream([track]);
      this.speaker.play().catch(() => {}); // a browser that wants a click had one: "call"
    }

    /* How loud the other side is just now, 0 to 1. */
    get loudness() {
      if (!this.speaker?.srcObject) return 0;
      if (!this.meter) {
        this.context = new AudioContext();
        this.meter = this.context.createAnalyser();
        this.context.createMediaStreamSource(this.speaker.srcObject).connect(this.meter);
      }
      const found = new Float32Array(this.meter.fftSize);
      this.meter.getFloatTimeDomainData(found);
      return Math.max(...found.map(Math.abs));
    }

    /* Keys of a telephone, one after another. */
    press(keys) {
      this.sender?.dtmf?.insertDTMF(this.sender.dtmf.toneBuffer + keys, 160, 80);
    }

    mute(isOn) {
      this.stream?.getAudioTracks().forEach((track) => { track.enabled = !isOn; });
    }

    hangUp() {
      if (this.sid && this.state !== 'ended') this.end(this.sid);
      this.close();
    }

    close() {
      clearTimeout(this.breaking);
      this.stream?.getTracks().forEach((track) => track.stop()); // the microphone's light goes out
      this.line?.close();
      this.context?.close();
      if (this.speaker) this.speaker.srcObject = null;
      this.become('ended');
    }

    become(state) {
      if (this.state === state || this.state === 'ended') return;
      this.state = state;
      this.dispatchEvent(new Event('state'));
    }
  }

  function gathered(line) {
    return new Promise((resolve) => {
      const look = () => { if (line.iceGatheringState === 'complete') resolve(); };
      line.addEventListener('icegatheringstatechange', look);
      setTimeout(resolve, GATHERS);
      look();
    });
  }

  globalThis.WebCall = WebCall;
})();
