import type { Inbox } from './model.ts'
import type { JsonObject } from './rails-json.ts'
import type { Store } from './store.ts'

/** An inbox in the REST API. Administrators also see the channel's secrets. */
export const inboxView = (store: Store, inbox: Inbox, administrator: boolean): JsonObject => ({
  id: inbox.id,
  avatar_url: '',
  channel_id: inbox.id,
  name: inbox.name,
  channel_type: inbox.channel,
  greeting_enabled: inbox.greeting !== null,
  greeting_message: inbox.greeting,
  working_hours_enabled: inbox.workingHoursEnabled,
  enable_email_collect: true,
  csat_survey_enabled: inbox.csatSurveyEnabled,
  enable_auto_assignment: inbox.enableAutoAssignment,
  auto_assignment_config: {},
  out_of_office_message: null,
  working_hours: inbox.workingHours.map((day) => ({
    day_of_week: day.dayOfWeek,
    closed_all_day: day.closedAllDay,
    open_hour: day.openHour,
    open_minutes: day.openHour === null ? null : 0,
    close_hour: day.closeHour,
    close_minutes: day.closeHour === null ? null : 0,
    open_all_day: day.openAllDay,
  })),
  timezone: inbox.timezone,
  callback_webhook_url: null,
  allow_messages_after_resolved: true,
  lock_to_single_conversation: false,
  sender_name_type: 'friendly',
  business_name: null,
  ...channelSettings(store, inbox, administrator),
})

function channelSettings(store: Store, inbox: Inbox, administrator: boolean): JsonObject {
  const secret = administrator ? { hmac_token: inbox.hmacToken } : {}
  switch (inbox.channel) {
    case 'Channel::WebWidget':
      return {
        widget_color: '#1f6f78',
        website_url: inbox.reach,
        hmac_mandatory: false,
        welcome_title: `Welcome to ${store.account.name}`,
        welcome_tagline: 'We usually answer within minutes',
        web_widget_script: '',
        website_token: `website-${inbox.id}`,
        selected_feature_flags: ['attachments', 'emoji_picker', 'end_conversation'],
        reply_time: 'in_a_few_minutes',
        ...secret,
        pre_chat_form_enabled: false,
        pre_chat_form_options: {},
        continuity_via_email: true,
      }
    case 'Channel::Email':
      return { forward_to_email: `inbox-${inbox.id}@mail.example.com`, email: inbox.reach }
    case 'Channel::Api':
      return { ...secret, webhook_url: inbox.reach, inbox_identifier: `inbox-${inbox.id}`, additional_attributes: {} }
    case 'Channel::Whatsapp':
      return { phone_number: inbox.reach, provider: 'whatsapp_cloud', message_templates: [] }
  }
}
