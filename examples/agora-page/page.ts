import AgoraRTC from 'agora-rtc-sdk-ng';
import { createClient } from 'stagepass/client';
import { joinAndStay } from './join-and-stay.ts';

const form = document.querySelector('form') as HTMLFormElement;
const status = document.querySelector('output') as HTMLOutputElement;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void join();
});

async function join(): Promise<void> {
  const input = form.elements as unknown as Record<string, HTMLInputElement>;
  const value = (name: string) => input[name]?.value ?? '';
  const stagepass = createClient({ url: value('url'), token: () => value('userToken') });
  const agora = AgoraRTC.createClient({ mode: 'rtc', codec: 'vp8' });
  const seat = { appId: value('appId'), channelName: value('channelName'), uid: value('user') };
  status.value = 'Joining …';
  try {
    const fresh = await joinAndStay(agora, stagepass, seat, (error) => {
      status.value = `Lost the channel. ${error}`;
    });
    status.value = `In the channel, with a token until ${fresh.current?.expiresAt}.`;
  } catch (error) {
    status.value = String(error);
  }
}
