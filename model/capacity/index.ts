export { gp3, planned } from './hardware';
export { bytesKept, bytesPerBroker, ratePerBroker, replicasPerBroker, segmentTime, usableBytes } from './kept';
export { readable } from './readable';
export { volumePerformance } from './volume-performance';
