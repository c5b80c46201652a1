// Writes, transacts and reads with kafkajs: node kafkajs.js MODULE SERVERS TOPIC GROUP. Prints what it read, sorted.
const [module_, servers, topic, group] = process.argv.slice(2);
const { Kafka, logLevel } = require(module_);
const kafka = new Kafka({ clientId: 'kafkajs', brokers: [servers], logLevel: logLevel.ERROR });

async function main() {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 2 }], waitForLeaders: true });

  const producer = kafka.producer({ idempotent: true, transactionalId: 'tx-' + topic, maxInFlightRequests: 1 });
  await producer.connect();
  for (const [text, commit] of [['committed', true], ['aborted', false], ['again', true]]) {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ partition: 0, value: text + '-0' }, { partition: 1, value: text + '-1' }] });
    await (commit ? transaction.commit() : transaction.abort());
  }
  await producer.disconnect();

  const consumer = kafka.consumer({ groupId: group, readUncommitted: false, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const read = [];
  await new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, e => reject(e.payload.error));
    consumer.run({ eachMessage: async ({ message }) => { if (read.push(message.value.toString()) === 4) resolve(); } }).catch(reject);
  });
  await consumer.disconnect();
  const offsets = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  const groups = (await admin.listGroups()).groups.map(g => g.groupId);
  await admin.disconnect();
  console.log(read.sort().join(' '));
  console.log('partitions with offsets ' + offsets[0].partitions.filter(p => p.offset !== '-1').length + ', listed ' + groups.includes(group));
}

main().then(() => process.exit(0), error => { console.error(error); process.exit(1); });
