import { Room, RoomEvent } from 'livekit-client';
import { liveKitTokenSource } from './token-source.ts';

const form = document.querySelector('form') as HTMLFormElement;
const status = document.querySelector('output') as HTMLOutputElement;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void connect();
});

async function connect(): Promise<void> {
  const input = form.elements as unknown as Record<string, HTMLInputElement>;
  const value = (name: string) => input[name]?.value ?? '';
  const tokens = liveKitTokenSource(value('url'), () => value('userToken'));
  const room = new Room();
  room.on(RoomEvent.Disconnected, () => {
    status.value = 'Left the room.';
  });
  status.value = 'Connecting …';
  try {
    const { serverUrl, participantToken } = await tokens.fetch({ roomName: value('roomName') });
    await room.connect(serverUrl, participantToken);
    status.value = `In the room as ${room.localParticipant.identity}.`;
  } catch (error) {
    status.value = String(error);
  }
}
