// Messages: sending, changing, finding them.

import type { Message, MessageEdit, NewMessage } from '../../types/message.js';
import type { SlashCommandCall, SlashCommandPreviews, TranslationLanguage } from '../../types/server.js';

/** Methods for messages. */
export interface MessageMethods {
  /**
   * Sends a message, and gives it as the server has it. With an `_id` of one's own it can be sent again without harm.
   * @status documented
   * @rest OK POST chat.sendMessage {message} → body.message
   */
  sendMessage(message: NewMessage): Promise<Message>;
  /**
   * Changes a message. Everybody in the room is told the message again.
   * @status documented
   * @rest PARTIAL POST chat.update {roomId: message.rid, msgId: message._id, text: message.msg} → nothing
   * @lacks it changes the text alone
   * @refuse message.attachments
   */
  updateMessage(message: MessageEdit): Promise<void>;
  /**
   * Removes a message.
   * @status documented, removed in 7.0
   * @rest PARTIAL POST chat.delete {roomId: message.rid, msgId: message._id} → nothing
   * @lacks it needs the `rid` of the message
   * @refuse !message.rid
   */
  deleteMessage(message: { _id: string; rid?: string }): Promise<void>;
  /**
   * A single message.
   * @status documented
   * @rest OK GET chat.getMessage {msgId} → body.message
   */
  getSingleMessage(msgId: string): Promise<Message>;
  /**
   * Several messages.
   * @status undocumented
   * @rest WRONG GET chat.getMessage
   * @lacks it gives one message alone
   * @instead `getSingleMessage` for each
   */
  getMessages(msgIds: string[]): Promise<Message[]>;
  /**
   * Pins a message, and gives the message that tells so.
   * @status documented
   * @rest OK POST chat.pinMessage {messageId: message._id} → body.message
   */
  pinMessage(message: { _id: string; [field: string]: unknown }): Promise<Message>;
  /**
   * Unpins a message.
   * @status documented
   * @rest OK POST chat.unPinMessage {messageId: message._id} → true
   */
  unpinMessage(message: { _id: string; [field: string]: unknown }): Promise<boolean>;
  /**
   * Reacts to a message, or takes the reaction back; without `shouldReact` whichever is not the case yet.
   * @status documented
   * @rest OK POST chat.react {emoji: reaction, messageId: msgId, shouldReact} → nothing
   */
  setReaction(reaction: string, msgId: string, shouldReact?: boolean): Promise<void>;
  /**
   * Stars a message, or takes the star back.
   * @status documented
   * @rest OK POST chat.starMessage | chat.unStarMessage if !message.starred {messageId: message._id} → true
   */
  starMessage(message: { _id: string; rid: string; starred: boolean }): Promise<boolean>;
  /**
   * Follows a thread.
   * @status undocumented
   * @rest OK POST chat.followMessage {mid: thread.mid} → true
   */
  followMessage(thread: { mid: string }): Promise<unknown>;
  /**
   * Follows a thread no more.
   * @status undocumented
   * @rest OK POST chat.unfollowMessage {mid: thread.mid} → true
   */
  unfollowMessage(thread: { mid: string }): Promise<unknown>;
  /**
   * Who has read a message.
   * @status undocumented
   * @rest OK GET chat.getMessageReadReceipts {messageId: message.messageId} → body.receipts
   */
  getReadReceipts(message: { messageId: string }): Promise<{ _id: string; userId: string; ts: Date; [field: string]: unknown }[]>;
  /**
   * Removes the message that a file belongs to.
   * @status undocumented
   * @rest WRONG POST rooms.cleanHistory
   * @lacks it removes all messages of a time
   * @instead `deleteMessage`
   */
  deleteFileMessage(fileId: string): Promise<void>;
  /**
   * Runs a text command.
   * @status undocumented
   * @rest PARTIAL POST commands.run {command: call.cmd, params: call.params, roomId: call.msg.rid, tmid: call.msg.tmid, triggerId: call.triggerId} → body.result
   * @lacks of the message it takes the room and the thread alone
   */
  slashCommand(call: SlashCommandCall): Promise<unknown>;
  /**
   * What a text command offers to choose from.
   * @status undocumented
   * @rest OK GET commands.preview {command: call.cmd, params: call.params, roomId: call.msg.rid} → body.preview
   */
  getSlashCommandPreviews(call: SlashCommandCall): Promise<SlashCommandPreviews>;
  /**
   * The languages that messages can be translated to, with their names in `target`.
   * @status undocumented
   * @rest OK GET autotranslate.getSupportedLanguages {targetLanguage: target} → body.languages
   */
  'autoTranslate.getSupportedLanguages'(target: string): Promise<TranslationLanguage[]>;
  /**
   * Translates a message.
   * @status undocumented
   * @rest PARTIAL POST autotranslate.translateMessage {messageId: message._id, targetLanguage: target} → body.message
   * @lacks it needs a language
   * @refuse !target
   */
  'autoTranslate.translateMessage'(message: { _id: string; [field: string]: unknown }, target?: string): Promise<unknown>;
  /**
   * Has a room's messages translated, or chooses the language.
   * @status undocumented
   * @rest OK POST autotranslate.saveSettings {roomId: rid, field, value, defaultLanguage: options?.defaultLanguage} → true
   */
  'autoTranslate.saveSettings'(
    rid: string,
    field: 'autoTranslate' | 'autoTranslateLanguage',
    value: string,
    options?: { defaultLanguage: string },
  ): Promise<boolean>;
  /**
   * How the translation services are called.
   * @status undocumented
   * @rest none
   */
  'autoTranslate.getProviderUiMetadata'(): Promise<Record<string, { name: string; displayName: string }>>;
}
