import type { Api } from './api-client.ts'
import type { DriversAnswer, TopicsAnswer } from './figure-shapes.ts'
import type { Overview } from './overview-reads.ts'
import { queryOf } from './read-pages.ts'
import { topicWords } from './report-words.ts'
import { useNow } from './server-time.tsx'
import { TopicTable } from './topic-table.tsx'
import { happeningWords, isUnjudged, type NamedSpike, spikesOf, spikeWords } from './topic-words.ts'
import { useAnswer } from './use-answer.ts'

const PACE = { everyMs: 60_000 }
const MOST_SPIKES = 8

type Props = { readonly api: Api; readonly account: string | null; readonly overview: Overview }

/** What people write about: what grows, what spikes and what happened before, and what it costs. */
export function TopicPart({ api, account, overview }: Props) {
  const { fromDay, toDay } = overview.span
  const days = queryOf({ account, from: fromDay, to: toDay })
  const drivers = useAnswer<DriversAnswer>(api, `/v1/analytics/drivers${days}`, PACE)
  return (
    <section class="panel" aria-labelledby="overview-topics">
      <h3 id="overview-topics">Topics</h3>
      {drivers.failure !== null && (
        <p class="act-problem" role="alert">
          {drivers.failure.detail} Estimates of work may be missing here.
        </p>
      )}
      <Spikes topics={overview.told} />
      <TopicTable
        rows={overview.topics}
        hasMore={overview.hasMoreTopics}
        topics={overview.told}
        drivers={drivers.body}
      />
    </section>
  )
}

function Spikes({ topics }: { topics: TopicsAnswer }) {
  const spikes = spikesOf(topics)
  if (isUnjudged(topics))
    return <p class="quiet spikes-none">Spikes are told once four weeks have been counted before these days.</p>
  if (spikes.length === 0)
    return <p class="quiet spikes-none">No spikes: no hour brought more than chance does in the weeks before.</p>
  return (
    <ul class="spikes" aria-label="Spikes">
      {spikes.slice(0, MOST_SPIKES).map((spike) => (
        <Spike key={`${spike.topic} ${spike.fromMs}`} spike={spike} />
      ))}
      {spikes.length > MOST_SPIKES && <li class="quiet">and {spikes.length - MOST_SPIKES} before</li>}
    </ul>
  )
}

function Spike({ spike }: { spike: NamedSpike }) {
  const nowMs = useNow()
  const { topic, before, isRunning } = spike
  return (
    <li>
      <strong>{topic === null ? 'All topics together' : topicWords(topic)}</strong>{' '}
      {isRunning && <span class="clock-state is-warned">now</span>} {spikeWords(spike, nowMs)}.
      {before.length > 0 && (
        <span class="quiet"> Before it, which need not be why: {before.map(happeningWords).join('; ')}.</span>
      )}
    </li>
  )
}
