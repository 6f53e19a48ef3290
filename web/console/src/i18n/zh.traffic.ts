/* Chinese words of the pages of traffic: they come with the first of these pages, not with the application. English comes whole. */
import { appeal, expose } from './zh.appeals'
import course from './zh.course'
import junction from './zh.junction'
import jfig from './zh.junctions'
import spot from './zh.spot'
import vio from './zh.violation'

export default { vio, appeal, expose, course, jx: junction, jfig, spot }
